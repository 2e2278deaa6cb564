import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Summary } from "../../harness/report/summary.ts";
import { eventually } from "./eventually.ts";

const MAIN = resolve("harness/setup/main.ts");
const SCENARIOS = resolve("scenarios");

/** A `torture` of its own in an empty working directory, so that runs do not mix with the user's. */
export class Cli {
  readonly folder = mkdtempSync(join(tmpdir(), "torture-cli-"));
  readonly process: ChildProcess;
  said = "";
  readonly ended: Promise<number | null>;

  constructor(...argv: string[]) {
    const words = argv[0] === "run" && !argv.includes("--scenarios") ? [...argv, "--scenarios", SCENARIOS] : argv;
    this.process = spawn(process.execPath, [MAIN, "torture", ...words], {
      cwd: this.folder,
      stdio: ["pipe", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk) => {
        this.said += chunk;
      });
    }
    this.ended = new Promise((done) => this.process.once("close", done));
  }

  get latest(): string {
    return join(this.folder, "store", "latest");
  }

  get run(): string | undefined {
    const store = join(this.folder, "store");
    return existsSync(store) ? readdirSync(store).find((name) => name !== "latest") : undefined;
  }

  summary(): Summary {
    return JSON.parse(readFileSync(join(this.latest, "summary.json"), "utf8"));
  }

  /** The journal of the run's only play, as text. */
  journal(): string {
    const folder = this.latest;
    const path =
      existsSync(folder) &&
      readdirSync(folder, { recursive: true }).find((name) => String(name).endsWith("journal.ndjson"));
    return path ? readFileSync(join(folder, String(path)), "utf8") : "";
  }

  /** Waits until it has said this. */
  async says(text: string, withinMs = 120_000): Promise<void> {
    await eventually(`it to say "${text}"`, async () => this.said.includes(text) || undefined, withinMs);
  }

  /** Types one line. */
  type(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Waits until the journal of the play has such an entry. */
  async reaches(text: string, withinMs = 60_000): Promise<void> {
    await eventually(`${text} in the journal`, async () => this.journal().includes(text) || undefined, withinMs);
  }
}
