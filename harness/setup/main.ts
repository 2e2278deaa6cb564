/** Called by bootstrap.sh: `main.ts torture|test|bench [arguments]`. Finishes the set-up, then does the job. */
import { needsOfTorture } from "./needs.ts";
import { prepare } from "./prepare.ts";
import { SetupError } from "./setup-error.ts";

const jobs: Record<string, (argv: string[]) => Promise<number>> = {
  async torture(argv) {
    await prepare(needsOfTorture(argv));
    const { main } = await import("../run/cli.ts");
    return main(argv);
  },
  async test(argv) {
    const { runTests } = await import("./run-tests.ts");
    return runTests(argv);
  },
  async bench(argv) {
    await prepare(needsOfTorture([]));
    const { main } = await import("../run/bench/index.ts");
    return main(argv);
  },
};

const EXIT_HARNESS = 70;
const [name = "", ...argv] = process.argv.slice(2);
const job = jobs[name];
if (!job) throw new Error(`"${name}" is none of: ${Object.keys(jobs).join(", ")}.`);

try {
  process.exit(await job(argv));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(EXIT_HARNESS);
}
