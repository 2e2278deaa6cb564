import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { contentHash } from "../../setup/content-hash.ts";
import { CACHE } from "../../setup/paths.ts";
import { runLogged } from "../../setup/run-logged.ts";
import { step } from "../../setup/step.ts";

const run = promisify(execFile);

const SOURCE = join(import.meta.dirname, "driver");
/** The oldest Go that builds the driver by itself: see `go.mod`. */
const NEEDED_GO = "1.25";
/** Minutes on a busy machine, for SQLite is compiled too. */
const BUILD_TIMEOUT_MS = 30 * 60_000;

let underway: Promise<string> | undefined;

/**
 * The path of the driver's program; built with the host's Go first, unless there is one of this content.
 * @throws {SetupError} when the build fails; it names the log
 */
export function ensureMautrixDriver(): Promise<string> {
  underway ??= ensure();
  underway.catch(() => {
    underway = undefined;
  });
  return underway;
}

/** Why the driver cannot be built on this machine, and how to change that; undefined where it can. */
export async function goUnavailable(): Promise<string | undefined> {
  const remedy = `Install Go ${NEEDED_GO} or newer and a C compiler, e.g. "apt-get install golang gcc" on a new Debian`;
  const go = await hostGo();
  if (go === undefined) return `mautrix-go is built here, and there is no Go. ${remedy}.`;
  if (go.localeCompare(NEEDED_GO, "en", { numeric: true }) < 0)
    return `mautrix-go does not build with Go ${go}. ${remedy}.`;
  if (!(await hasCompiler())) return `mautrix-go's SQLite is written in C, and there is no C compiler. ${remedy}.`;
  return undefined;
}

async function ensure(): Promise<string> {
  const go = await hostGo();
  const missing = await goUnavailable();
  if (missing) throw new Error(missing);
  const program = join(CACHE, "mautrix-driver", contentHash(SOURCE, String(go)), "driver");
  if (!existsSync(program)) await step("mautrix driver", (progress) => build(program, progress));
  return program;
}

/** All at once or not at all: a build that was interrupted leaves nothing that looks finished. */
async function build(program: string, progress: (line: string) => void): Promise<void> {
  const draft = `${program}.${process.pid}`;
  await mkdir(dirname(program), { recursive: true });
  await runLogged(
    {
      log: "mautrix-driver",
      command: "go",
      args: ["build", "-C", SOURCE, "-v", "-tags", "goolm", "-o", draft, "."],
      env: { CGO_ENABLED: "1" },
      timeoutMs: BUILD_TIMEOUT_MS,
    },
    progress,
  );
  await rename(draft, program);
}

/** The version of the host's Go, e.g. `1.26.8`. */
async function hostGo(): Promise<string | undefined> {
  const { stdout } = await run("go", ["version"]).catch(() => ({ stdout: "" }));
  return /go version go(\S+)/.exec(stdout)?.[1];
}

const hasCompiler = () =>
  run("go", ["env", "CC"]).then(({ stdout }) =>
    run(stdout.trim(), ["--version"]).then(
      () => true,
      () => false,
    ),
  );
