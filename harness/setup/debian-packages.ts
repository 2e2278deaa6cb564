import { execFile } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runLogged } from "./run-logged.ts";
import { SetupError } from "./setup-error.ts";
import type { Progress } from "./step.ts";

export interface Machine {
  root: boolean;
  /** Debian, Ubuntu or another system with apt. */
  apt: boolean;
}

export function thisMachine(): Machine {
  return { root: process.getuid?.() === 0, apt: findExecutable("apt-get") !== undefined };
}

let aptIsFree: Promise<unknown> = Promise.resolve();

/** Lets steps that run side by side use apt one after the other: its lists, cache and database have one user each. */
export function withApt<T>(job: () => Promise<T>): Promise<T> {
  const done = aptIsFree.then(job);
  aptIsFree = done.catch(() => {});
  return done;
}

/** Installs what a step lacks. @throws {SetupError} with the command to type where we may not. */
export async function installDebianPackages(
  packages: string[],
  why: string,
  progress: Progress,
  machine = thisMachine(),
): Promise<void> {
  const refusal = refuseToInstall(packages, why, machine);
  if (refusal) throw refusal;
  const apt = (...args: string[]) =>
    runLogged({ log: "apt", command: "apt-get", args: [...args], env: APT_ENV, timeoutMs: 15 * 60_000 }, progress);
  await withApt(async () => {
    await apt("update");
    await apt("install", "-y", "--no-install-recommends", ...packages);
  });
}

/** Whether apt knows a package, by the lists that are here already. */
export function isOffered(name: string): Promise<boolean> {
  return withApt(() => new Promise((resolve) => execFile("apt-cache", ["show", name], (error) => resolve(!error))));
}

/** Why packages cannot be installed here, with what the person can do. */
export function refuseToInstall(packages: string[], why: string, { root, apt }: Machine): SetupError | undefined {
  const names = packages.join(" ");
  if (!apt) return new SetupError(`${why}: install ${names} with this system's package manager, then start again.`);
  if (!root) return new SetupError(`${why}: run \`sudo apt-get install -y ${names}\`, then start again.`);
  return undefined;
}

/** The path of a program on PATH. */
export function findExecutable(name: string, path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** The name that os-release gives this system, e.g. "Debian GNU/Linux 12 (bookworm)". */
export function systemName(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const APT_ENV = { DEBIAN_FRONTEND: "noninteractive" };
