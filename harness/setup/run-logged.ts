import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { stripVTControlCharacters } from "node:util";
import { LOGS, ROOT } from "./paths.ts";
import { SetupError } from "./setup-error.ts";
import type { Progress } from "./step.ts";

export interface LoggedCommand {
  /** The log's name, without folder and extension. */
  log: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** The longest it may take, ms. */
  timeoutMs: number;
  /** Takes standard output instead of the log. */
  stdout?: (output: Readable) => Promise<void>;
}

/** Runs a long command with its output in a log that the error names. */
export async function runLogged(spec: LoggedCommand, progress: Progress): Promise<void> {
  const { log, path } = openLog(spec.log);
  const child = spawn(spec.command, spec.args, {
    env: { ...process.env, ...spec.env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: spec.timeoutMs,
  });
  const note = (chunk: Buffer) => {
    log.write(chunk);
    const line = lastLine(chunk.toString());
    if (line) progress(line);
  };
  child.stderr.on("data", note);
  const taken = spec.stdout?.(child.stdout) ?? child.stdout.on("data", note);
  try {
    await Promise.all([success(child, `${spec.command} %s. Its log: ${path}`), taken]);
  } finally {
    child.kill();
    // What the command has started may outlive it, and go on writing.
    child.stdout.destroy();
    child.stderr.destroy();
    log.end();
    await finished(log);
  }
}

function success(child: ChildProcess, sentence: string): Promise<void> {
  const fail = (how: string) => new SetupError(sentence.replace("%s", how));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (_, signal) => signal && reject(fail(`was ended by ${signal}`)));
    child.once("close", (code) => (code === 0 ? resolve() : reject(fail(`exited with ${code}`))));
  });
}

/** A fresh log file, and its path as a person at the checkout would type it. */
export function openLog(name: string) {
  mkdirSync(LOGS, { recursive: true });
  const file = join(LOGS, `${name}.log`);
  return { log: createWriteStream(file), file, path: relative(ROOT, file) };
}

/** The last line with something on it, fit for a progress line. */
export function lastLine(text: string): string {
  const lines = stripVTControlCharacters(text).split(/[\r\n]+/);
  return (
    lines
      .findLast((line) => line.trim() !== "")
      ?.trim()
      .slice(0, 70) ?? ""
  );
}
