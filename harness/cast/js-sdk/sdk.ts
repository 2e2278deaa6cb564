import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SharedWork } from "../../setup/shared-work.ts";

const run = promisify(execFile);

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
export const CACHE = join(ROOT, ".cache");

const WASM = "@matrix-org/matrix-sdk-crypto-wasm";
const OLDEST = 37;
const INSTALL_TIMEOUT_MS = 300_000;

/** An installed matrix-js-sdk. */
export interface Sdk {
  /** Imports are resolved from here. */
  readonly folder: string;
  readonly versions: { readonly "matrix-js-sdk": string; readonly "matrix-sdk-crypto-wasm": string };
  /** The file that its WebAssembly is in. */
  readonly wasm: string;
}

/** A choice of versions, as in `--js-sdk 43.0.0+wasm=18.9.0`. */
export interface SdkSpec {
  /** A version that npm has, or the path of a package that `npm pack` or the like made. */
  readonly sdk: string;
  readonly wasm: string | undefined;
}

/** @throws RangeError that says what a specification looks like */
export function parseSdkSpec(text: string): SdkSpec {
  const [, sdk, wasm] = /^(\d+\.\d+\.\d+(?:-[\w.]+)?|.+\.tgz)(?:\+wasm=(\d+\.\d+\.\d+))?$/.exec(text) ?? [];
  if (sdk && (isPacked(sdk) ? existsSync(sdk) : Number.parseInt(sdk, 10) >= OLDEST)) return { sdk, wasm };
  throw new RangeError(
    `"${text}" is no version of matrix-js-sdk that this harness can drive: give ${OLDEST}.0.0 or later, ` +
      "and the WebAssembly's version where it matters, e.g. 43.0.0 or 43.0.0+wasm=18.9.0; or the path of a packed " +
      "one that is there, e.g. ../matrix-js-sdk/matrix-js-sdk-43.0.0.tgz",
  );
}

const isPacked = (sdk: string) => sdk.endsWith(".tgz");

export interface JsSdkKindOptions {
  /** As `parseSdkSpec` takes it; the version in the project's own lock file by default. */
  readonly version?: string;
  /** How many started clients to keep ready. Default 2, as most stories begin with two. */
  readonly warm?: number;
}

/** The version of matrix-js-sdk that a choice means. */
export function chosenVersion(version: string | undefined): string {
  if (!version) return createRequire(import.meta.url)("matrix-js-sdk/package.json").version;
  const { sdk } = parseSdkSpec(version);
  if (!isPacked(sdk)) return sdk;
  return JSON.parse(execFileSync("tar", ["-xzOf", sdk, "package/package.json"], { encoding: "utf8" })).version;
}

const installed = new SharedWork<Sdk>();

/** The one of the project's own lock file, or, installed on first use, another. */
export function resolveSdk(version?: string): Promise<Sdk> {
  return version ? installed.once(version, () => install(parseSdkSpec(version))) : inspect(ROOT);
}

async function install({ sdk, wasm }: SdkSpec): Promise<Sdk> {
  const name = isPacked(sdk)
    ? `packed-${createHash("sha256").update(readFileSync(sdk)).digest("hex").slice(0, 16)}`
    : sdk;
  const folder = join(CACHE, "js-sdk", wasm ? `${name}+wasm=${wasm}` : name);
  // Asking Node would not do: it also looks above the folder, and finds the project's own.
  if (existsSync(folder)) return inspect(folder);
  const scratch = `${folder}.${process.pid}`;
  await mkdir(scratch, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { "matrix-js-sdk": isPacked(sdk) ? `file:${resolve(sdk)}` : sdk },
    ...(wasm && { overrides: { [WASM]: wasm } }),
  };
  await writeFile(join(scratch, "package.json"), JSON.stringify(manifest));
  await npmInstall(scratch, `${sdk}${wasm ? ` with WebAssembly ${wasm}` : ""}`);
  await rm(folder, { recursive: true, force: true });
  await rename(scratch, folder);
  return inspect(folder);
}

/** Always under this Node: npm under an old one picks old packages without a word. */
async function npmInstall(folder: string, what: string): Promise<void> {
  const args = [await npmCli(), "install", "--ignore-scripts", "--no-audit", "--no-fund", "--engine-strict"];
  try {
    await run(process.execPath, args, { cwd: folder, timeout: INSTALL_TIMEOUT_MS });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`cannot install matrix-js-sdk ${what}: ${stderr?.trim() || message}`);
  }
}

async function npmCli(): Promise<string> {
  if (process.env.npm_execpath) return process.env.npm_execpath;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const found = await realpath(join(folder, "npm")).catch(() => undefined);
    if (found) return found;
  }
  throw new Error("npm is not on the PATH: install it, or leave --js-sdk out");
}

async function inspect(folder: string): Promise<Sdk> {
  const sdk = createRequire(join(folder, "package.json")).resolve("matrix-js-sdk/package.json");
  const wasmEntry = createRequire(sdk).resolve(WASM);
  const wasmFolder = wasmEntry.slice(0, wasmEntry.lastIndexOf(WASM) + WASM.length);
  return {
    folder,
    versions: {
      "matrix-js-sdk": await versionIn(sdk),
      "matrix-sdk-crypto-wasm": await versionIn(join(wasmFolder, "package.json")),
    },
    wasm: join(wasmFolder, "pkg/matrix_sdk_crypto_wasm_bg.wasm"),
  };
}

async function versionIn(manifest: string): Promise<string> {
  return JSON.parse(await readFile(manifest, "utf8")).version;
}
