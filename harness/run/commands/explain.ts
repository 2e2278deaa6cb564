import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../journal/index.ts";
import { explain } from "../../oracle/index.ts";
import { messagesNamed } from "../messages-named.ts";
import { resolveRun } from "../resolve-run.ts";
import { UsageError } from "../usage-error.ts";
import type { Register } from "./command.ts";

export const registerExplain: Register = (program) => {
  program
    .command("explain")
    .description("prints one message's whole life, from sending to each device's screen")
    .argument("<run>", "a run's name or folder, or `latest`")
    .argument("<event>", "an event id, or the text of the message")
    .action((run: string, wanted: string) => {
      const lives = journalsOf(resolveRun(run)).flatMap((path) => livesIn(path, wanted));
      if (lives.length === 0) throw new UsageError(`No message of run "${run}" has the event id or text "${wanted}".`);
      console.log(lives.join("\n\n"));
    });
};

function journalsOf(folder: string): string[] {
  return globSync("**/journal.ndjson", { cwd: folder })
    .sort()
    .map((path) => join(folder, path))
    .filter((path) => existsSync(path));
}

function livesIn(path: string, wanted: string): string[] {
  const entries = readJournal(path);
  return messagesNamed(entries, wanted).map((event) => explain(entries, event));
}
