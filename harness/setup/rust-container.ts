import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labelsOf } from "../world/labels.ts";
import { reapAtDeath } from "../world/reaping.ts";
import { docker } from "./docker-engine.ts";
import { extraCertificates, proxyArguments } from "./images/host-trust.ts";
import { recipeOf } from "./images/recipe.ts";
import { ensureImage } from "./images.ts";
import { lastLine, openLog } from "./run-logged.ts";
import { SetupError } from "./setup-error.ts";
import type { Progress } from "./step.ts";

/** Names the compiler that `buildInContainer` uses: it changes when that does. */
export const RUST_IN_CONTAINER = recipeOf("rust").tag;

export interface RustBuild {
  /** The folder of the crate. */
  crate: string;
  /** Where dependencies stay built from one build to the next. */
  target: string;
  /** Takes the program. */
  out: string;
  /** A further folder that the crate's manifest names, seen under its own path. */
  sources?: string;
  /** The log's name, without folder and extension. */
  log: string;
  cargoArgs: string[];
  env: Record<string, string>;
  timeoutMs: number;
}

/** Builds the rust driver without any Rust on this machine. @throws {SetupError} which names the log. */
export async function buildInContainer(build: RustBuild, progress: Progress): Promise<void> {
  const run = `build-${process.pid}`;
  reapAtDeath(run);
  const container = await docker.createContainer({
    Image: await ensureImage("rust"),
    Cmd: ["build-rust-driver", ...build.cargoArgs],
    User: `${process.getuid?.()}:${process.getgid?.()}`,
    Labels: labelsOf(run, run),
    HostConfig: { Binds: bindsOf(build) },
    Env: environmentOf(build),
  });
  const { log, path } = openLog(build.log);
  try {
    const output = await container.attach({ stream: true, stdout: true, stderr: true });
    const note = (chunk: Buffer) => {
      log.write(chunk);
      const line = lastLine(chunk.toString());
      if (line) progress(line);
    };
    container.modem.demuxStream(output, { write: note }, { write: note });
    await container.start();
    const exit: { StatusCode: number } = await container.wait({ abortSignal: AbortSignal.timeout(build.timeoutMs) });
    if (exit.StatusCode !== 0) throw new SetupError(`The rust driver was not built. Its log: ${path}`);
  } finally {
    log.end();
    await container.remove({ force: true });
  }
}

/** Folders of this machine, so that what was built stays for the next time and belongs to this user. */
function bindsOf({ crate, target, out, sources }: RustBuild): string[] {
  mkdirSync(target, { recursive: true });
  const binds = [`${crate}:/crate`, `${target}:/target`, `${out}:/out`];
  return sources ? [...binds, `${sources}:${sources}:ro`] : binds;
}

function environmentOf({ target, env }: RustBuild): string[] {
  const all = { ...proxyArguments(), ...env, CARGO_HOME: "/target/cargo", CARGO_TARGET_DIR: "/target" };
  const certificates = extraCertificates();
  if (certificates) {
    writeFileSync(join(target, "certificates.crt"), certificates);
    Object.assign(all, { CARGO_HTTP_CAINFO: "/target/certificates.crt" });
  }
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}
