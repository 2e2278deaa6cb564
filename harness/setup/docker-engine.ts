import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import Docker from "dockerode";
import {
  findExecutable,
  installDebianPackages,
  type Machine,
  refuseToInstall,
  thisMachine,
} from "./debian-packages.ts";
import { openLog, runLogged } from "./run-logged.ts";
import { SetupError } from "./setup-error.ts";
import type { Progress } from "./step.ts";

/** The Docker engine of this machine, as the environment names it. */
export const docker = new Docker();

/** What the machine says of Docker before anything is done about it. */
export interface EngineState extends Machine {
  /** The engine's version, or why it did not answer. */
  answer: { version: string } | { code: string | undefined };
  /** Whether there is a dockerd to start. */
  installed: boolean;
  /** Another engine than this machine's own was asked for. */
  dockerHost?: string;
}

export type EnginePlan =
  | { do: "nothing"; version: string }
  | { do: "start" | "install" }
  | { do: "fail"; error: SetupError };

const PACKAGES = ["docker.io", "iptables"];
/** The longest that an engine may take to answer after its start, ms. */
const START_TIMEOUT_MS = 30_000;

/** The least that has to be done for an engine that answers, or what the person has to do instead. */
export function planEngine({ answer, installed, dockerHost, ...machine }: EngineState): EnginePlan {
  if ("version" in answer) return { do: "nothing", version: answer.version };
  const fail = (sentence: string): EnginePlan => ({ do: "fail", error: new SetupError(sentence) });
  if (dockerHost) return fail(`No Docker answers at DOCKER_HOST=${dockerHost}: start it, or unset DOCKER_HOST.`);
  if (answer.code === "EACCES") {
    return fail("This user may not use Docker: run `sudo usermod -aG docker $USER`, log in again, then start again.");
  }
  if (installed && machine.root) return { do: "start" };
  if (installed) return fail("Docker does not answer: run `sudo service docker start`, then start again.");
  const refusal = refuseToInstall(PACKAGES, "There is no Docker", machine);
  return refusal ? { do: "fail", error: refusal } : { do: "install" };
}

/** Leaves an engine that answers, or says what to do. @throws {SetupError} */
export async function ensureDocker(progress: Progress): Promise<void> {
  const plan = planEngine(await engineState());
  if (plan.do === "fail") throw plan.error;
  if (plan.do === "nothing") return progress(`Docker ${plan.version}`);
  if (plan.do === "install") await installDebianPackages(PACKAGES, "There is no Docker", progress);
  progress("starting");
  await startEngine(progress);
}

export async function engineState(): Promise<EngineState> {
  const { DOCKER_HOST: dockerHost } = process.env;
  return {
    ...thisMachine(),
    answer: await ask(),
    installed: findExecutable("dockerd") !== undefined,
    ...(dockerHost && { dockerHost }),
  };
}

async function ask(): Promise<EngineState["answer"]> {
  try {
    return { version: (await docker.version()).Version };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code };
  }
}

/** By systemd where it runs the machine, else as a process that outlives this one. */
async function startEngine(progress: Progress): Promise<void> {
  if (existsSync("/run/systemd/system")) {
    await runLogged(
      { log: "docker", command: "systemctl", args: ["start", "docker"], timeoutMs: START_TIMEOUT_MS },
      progress,
    );
    return waitForAnswer("journalctl -u docker", () => false, progress);
  }
  const { file, path } = openLog("dockerd");
  const output = openSync(file, "a");
  const daemon = spawn("dockerd", [], { detached: true, stdio: ["ignore", output, output] });
  daemon.unref();
  await waitForAnswer(path, () => daemon.exitCode !== null, progress);
}

async function waitForAnswer(log: string, gaveUp: () => boolean, progress: Progress): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && !gaveUp()) {
    const answer = await ask();
    if ("version" in answer) return progress(`Docker ${answer.version}, started`);
    await delay(200);
  }
  throw new SetupError(`Docker was started but does not answer. Its log: ${log}`);
}
