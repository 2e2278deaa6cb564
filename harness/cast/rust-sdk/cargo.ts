import { execFile } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runLogged } from "../../setup/run-logged.ts";
import type { RustBuild } from "../../setup/rust-container.ts";
import { rustVersionIn, type Sdk } from "./sdk.ts";

const run = promisify(execFile);

/** The file that a build leaves. */
export const PROGRAM = "torture-rust-driver";

const ASK_TIMEOUT_MS = 60_000;
/** The longest that a build may take, ms: minutes on an idle machine, more on a busy one. */
export const BUILD_TIMEOUT_MS = 90 * 60_000;

/** Cargo's progress bar tells how many crates are done; without a terminal it must be asked for. */
export const PROGRESS_BAR = {
  CARGO_TERM_PROGRESS_WHEN: "always",
  CARGO_TERM_PROGRESS_WIDTH: "100",
  CARGO_TERM_COLOR: "never",
};

/** No power fails here, and what a killed client has written stays: to wait for the disk gains nothing. */
export const UNSYNCED_STORES = {
  LIBSQLITE3_FLAGS: "-DSQLITE_DEFAULT_SYNCHRONOUS=0 -DSQLITE_DEFAULT_WAL_SYNCHRONOUS=0",
};

/** The version of the host's compiler, e.g. `1.95.0`; undefined where there is no cargo. */
export async function hostRust(): Promise<string | undefined> {
  try {
    await run("cargo", ["--version"]);
    return /^rustc (\S+)/.exec((await run("rustc", ["--version"])).stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** The oldest compiler that builds the driver on an SDK, as the SDK or, for the pinned one, the driver says. */
export async function neededRust(sdk: Sdk, pinnedManifest: string): Promise<string | undefined> {
  switch (sdk.kind) {
    case "pinned":
      return rustVersionIn(pinnedManifest);
    case "checkout":
      return rustVersionIn(await readFile(join(sdk.path, "Cargo.toml"), "utf8"));
    case "release":
      return rustVersionIn(
        (await run("cargo", ["info", `matrix-sdk@${sdk.version}`], { timeout: ASK_TIMEOUT_MS })).stdout,
      );
  }
}

/** Builds the driver with this machine's cargo. @throws {SetupError} which names the log. */
export async function buildOnHost(
  { crate, target, out, log, cargoArgs, env, timeoutMs }: RustBuild,
  progress: (line: string) => void,
): Promise<void> {
  const args = ["build", "--release", "--manifest-path", join(crate, "Cargo.toml"), ...cargoArgs];
  await runLogged({ log, command: "cargo", args, env: { ...env, CARGO_TARGET_DIR: target }, timeoutMs }, progress);
  await copyFile(join(target, "release", PROGRAM), join(out, PROGRAM));
}

/** `12/431 crates: serde` from cargo's progress bar; other lines as they are. */
export function crates(line: string): string {
  const bar = /(\d+)\/(\d+)(?:: (.*))?$/.exec(line);
  return bar ? `${bar[1]}/${bar[2]} crates${bar[3] ? `: ${bar[3]}` : ""}` : line;
}
