import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { contentHash } from "../../setup/content-hash.ts";
import { CACHE } from "../../setup/paths.ts";
import { buildInContainer, RUST_IN_CONTAINER } from "../../setup/rust-container.ts";
import { SharedWork } from "../../setup/shared-work.ts";
import { step } from "../../setup/step.ts";
import {
  BUILD_TIMEOUT_MS,
  buildOnHost,
  crates,
  hostRust,
  neededRust,
  PROGRAM,
  PROGRESS_BAR,
  UNSYNCED_STORES,
} from "./cargo.ts";
import { CRATE, stageCrate } from "./crate.ts";
import { nameOf, parseSdk, type Sdk } from "./sdk.ts";

const run = promisify(execFile);

export interface RustDriver {
  /** The program to start. */
  readonly path: string;
  /** As the driver's `hello` gives them. */
  readonly versions: Record<string, string>;
}

export interface RustDriverOptions {
  /** A release of matrix-sdk, or the path of a checkout of matrix-rust-sdk. Without it, the pinned one. */
  readonly version?: string;
  /** Takes the progress of a build. Without it, a build is a step of its own. */
  readonly log?: (line: string) => void;
}

export const PINNED_MANIFEST = readFileSync(join(CRATE, "Cargo.toml"), "utf8");
const built = new SharedWork<RustDriver>();

/**
 * The rust driver on an SDK; built first, unless there is one of this content. The host's cargo builds it where it is
 * new enough for the SDK, else a container does.
 * @throws RangeError when `version` is no SDK
 * @throws {SetupError} when the build fails; it names the log
 */
export function ensureRustDriver({ version, log }: RustDriverOptions = {}): Promise<RustDriver> {
  const sdk = parseSdk(version, PINNED_MANIFEST);
  return built.once(nameOf(sdk), () => ensure(sdk, log));
}

/** The rust driver on the pinned SDK, if it is built. */
export async function findRustDriver(): Promise<RustDriver | undefined> {
  const { folder } = await placeOf(parseSdk(undefined, PINNED_MANIFEST));
  return existsSync(folder) ? builtIn(folder) : undefined;
}

async function ensure(sdk: Sdk, log: RustDriverOptions["log"]): Promise<RustDriver> {
  const { folder, onHost } = await placeOf(sdk);
  if (!existsSync(folder)) {
    const build = (progress: (line: string) => void) => buildInto(folder, sdk, onHost, progress);
    await (log ? build(log) : step(`rust driver ${nameOf(sdk)}`, build));
  }
  return builtIn(folder);
}

/** Where the driver on an SDK goes, and whether the host's compiler builds it. */
async function placeOf(sdk: Sdk): Promise<{ folder: string; onHost: boolean }> {
  const rust = await chooseRust(sdk);
  return { folder: join(CACHE, "rust-driver", keyOf(sdk, rust ?? RUST_IN_CONTAINER)), onHost: rust !== undefined };
}

async function builtIn(folder: string): Promise<RustDriver> {
  return {
    path: join(folder, PROGRAM),
    versions: JSON.parse(await readFile(join(folder, "versions.json"), "utf8")),
  };
}

/** The host's compiler if it will do. */
async function chooseRust(sdk: Sdk): Promise<string | undefined> {
  const host = await hostRust();
  if (host === undefined) return undefined;
  const needed = await neededRust(sdk, PINNED_MANIFEST);
  return needed === undefined || isAtLeast(host, needed) ? host : undefined;
}

function isAtLeast(version: string, needed: string): boolean {
  return version.localeCompare(needed, "en", { numeric: true }) >= 0;
}

/** Changes with everything that decides what the program is. */
function keyOf(sdk: Sdk, rust: string): string {
  const source = sdk.kind === "checkout" ? contentHash(join(sdk.path, "crates")) : nameOf(sdk);
  const own = ["Cargo.toml", "Cargo.lock", "build.rs"].map((file) => readFileSync(join(CRATE, file), "utf8"));
  return contentHash(join(CRATE, "src"), ...own, UNSYNCED_STORES.LIBSQLITE3_FLAGS, source, rust);
}

/** All at once or not at all: a build that was interrupted leaves nothing that looks finished. */
async function buildInto(folder: string, sdk: Sdk, onHost: boolean, progress: (line: string) => void): Promise<void> {
  const work = join(CACHE, "rust-build", folderName(sdk), onHost ? "host" : "container");
  const draft = `${folder}.${process.pid}`;
  await stageCrate(sdk, join(work, "crate"));
  await mkdir(draft, { recursive: true });
  try {
    await (onHost ? buildOnHost : buildInContainer)(
      {
        crate: join(work, "crate"),
        target: join(work, "target"),
        out: draft,
        ...(sdk.kind === "checkout" && { sources: sdk.path }),
        log: `rust-driver-${folderName(sdk)}`,
        cargoArgs: sdk.kind === "pinned" ? ["--locked"] : [],
        env: { ...PROGRESS_BAR, ...UNSYNCED_STORES },
        timeoutMs: BUILD_TIMEOUT_MS,
      },
      (line) => progress(crates(line)),
    );
    const { stdout } = await run(join(draft, PROGRAM), ["versions"]);
    await writeFile(join(draft, "versions.json"), stdout);
    await publish(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Another run may have been faster with the same. */
async function publish(draft: string, folder: string): Promise<void> {
  await rename(draft, folder).catch((error) => {
    if (!existsSync(folder)) throw error;
  });
}

/** Fit for a folder's name, and the same from run to run, so that dependencies stay built. */
function folderName(sdk: Sdk): string {
  if (sdk.kind !== "checkout") return nameOf(sdk);
  return `checkout-${createHash("sha256").update(sdk.path).digest("hex").slice(0, 8)}`;
}
