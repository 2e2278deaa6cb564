import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { readUnfinished } from "../../report/run-files.ts";
import { listenForInterruption } from "../interruption.ts";
import { wholeNumber } from "../options.ts";
import { STORE } from "../run-folder.ts";
import { serveTrace } from "../trace-server.ts";
import { UsageError } from "../usage-error.ts";
import { untilAborted } from "../welcome.ts";
import type { Register } from "./command.ts";

export const registerTrace: Register = (program) => {
  program
    .command("trace")
    .description("shows a run's timelines in the browser while its stories are played")
    .argument("[run]", "a run's name or folder", "latest")
    .option("--port <n>", "where to serve them on 127.0.0.1", wholeNumber("--port", 0, 65_535), 0)
    .action(async (run: string, { port }: { port: number }) => {
      const folder = [join(STORE, run), run].find((path) => existsSync(path));
      if (!folder) throw new UsageError(`There is no run "${run}" yet. Start one first: npm run torture -- run …`);
      const interruption = listenForInterruption();
      const server = await serveTrace(realpathSync(folder), port);
      console.log(`Open ${server.url}${hashOfNewest(folder)}\nThe page follows the run. Ctrl-C ends.`);
      await untilAborted(interruption.signal);
      server.close();
    });
};

/** The address, within the report, of the play that began last. */
function hashOfNewest(folder: string): string {
  const newest = readUnfinished(folder).results.at(-1);
  return newest ? `#/play/${encodeURI(`${newest.id}/${newest.cell}/${newest.seed}`)}` : "";
}
