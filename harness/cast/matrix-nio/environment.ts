import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { contentHash } from "../../setup/content-hash.ts";
import { CACHE } from "../../setup/paths.ts";
import { runLogged } from "../../setup/run-logged.ts";
import { step } from "../../setup/step.ts";

const run = promisify(execFile);

const PINS = join(import.meta.dirname, "environment");
const REQUIREMENTS = join(PINS, "requirements.txt");
/** The oldest Python that runs the driver. */
const NEEDED_PYTHON = "3.11";
const INSTALL_TIMEOUT_MS = 15 * 60_000;

let underway: Promise<string> | undefined;

/**
 * The Python of an environment with matrix-nio; made first, unless there is one of this content.
 * @throws {SetupError} when that fails; it names the log
 */
export function ensureNio(): Promise<string> {
  underway ??= ensure();
  underway.catch(() => {
    underway = undefined;
  });
  return underway;
}

/** Why the driver cannot run on this machine, and how to change that; undefined where it can. */
export async function pythonUnavailable(): Promise<string | undefined> {
  const python = await hostPython();
  const remedy = `Install Python ${NEEDED_PYTHON} or newer with its venv module, e.g. "apt-get install python3-venv" on a new Debian`;
  if (python === undefined) return `matrix-nio needs Python, and there is no python3. ${remedy}.`;
  if (python.localeCompare(NEEDED_PYTHON, "en", { numeric: true }) < 0)
    return `matrix-nio's driver does not run on Python ${python}. ${remedy}.`;
  const hasVenv = await run("python3", ["-c", "import venv, ensurepip"]).then(
    () => true,
    () => false,
  );
  return hasVenv ? undefined : `This Python has no venv module. ${remedy}.`;
}

async function ensure(): Promise<string> {
  const missing = await pythonUnavailable();
  if (missing) throw new Error(missing);
  const key = contentHash(PINS, String(await hostPython()));
  const folder = join(CACHE, "nio", key);
  if (!existsSync(join(folder, READY))) await step("matrix-nio", (progress) => install(folder, progress));
  return join(folder, "bin", "python");
}

/** Stands in an environment that is complete; one without it was interrupted. */
const READY = "ready";

async function install(folder: string, progress: (line: string) => void): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await run("python3", ["-m", "venv", folder]);
  const args = ["-m", "pip", "install", "--disable-pip-version-check", "--requirement", REQUIREMENTS];
  const command = join(folder, "bin", "python");
  await runLogged({ log: "matrix-nio", command, args, timeoutMs: INSTALL_TIMEOUT_MS }, progress);
  await writeFile(join(folder, READY), "");
}

/** The version of the host's Python, e.g. `3.13.5`. */
async function hostPython(): Promise<string | undefined> {
  const { stdout } = await run("python3", ["--version"]).catch(() => ({ stdout: "" }));
  return /^Python (\S+)/.exec(stdout)?.[1];
}
