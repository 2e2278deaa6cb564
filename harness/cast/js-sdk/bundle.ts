import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, version as esbuildVersion, type Plugin } from "esbuild";
import { CACHE, type Sdk } from "./sdk.ts";

export type Target = "node" | "page";

/** The code that goes into a bundle beside the packages. */
const SOURCES = ["driver/", "../mutations/", "../rpc/", "../stdio/serve.ts", "../protocol.ts", "bundle.ts"].map(
  (path) => fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * The driver and the SDK as one script, `driver.js`, with its WebAssembly beside it. Built once for each
 * content of the sources and each version of the SDK.
 * @returns the folder they are in
 */
export async function bundleDriver(sdk: Sdk, target: Target): Promise<string> {
  const folder = join(CACHE, "js-driver", await keyOf(sdk, target));
  if (await exists(folder)) return folder;
  const scratch = `${folder}.${process.pid}`;
  await mkdir(join(scratch, "pkg"), { recursive: true });
  await copyFile(sdk.wasm, join(scratch, "pkg/matrix_sdk_crypto_wasm_bg.wasm"));
  await build({
    entryPoints: { driver: fileURLToPath(new URL(`driver/${target}.ts`, import.meta.url)) },
    outdir: scratch,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    logLevel: "error",
    define: { SDK_VERSIONS: JSON.stringify(sdk.versions), global: "globalThis" },
    plugins: [resolvingFrom(sdk)],
    ...PLATFORM[target],
  });
  // Another process may have been as quick.
  await rename(scratch, folder).catch(() => rm(scratch, { recursive: true, force: true }));
  return folder;
}

const PLATFORM = {
  page: { platform: "browser" },
  // Packages in CommonJS format ask for Node's modules with `require`.
  node: {
    platform: "node",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  },
} as const;

/** Finds the SDK where it is installed, and not in the project's own node_modules. */
const resolvingFrom = ({ folder }: Sdk): Plugin => ({
  name: "chosen SDK",
  setup({ onResolve, resolve }) {
    const filter = /^(matrix-js-sdk|@matrix-org\/matrix-sdk-crypto-wasm)(\/|$)/;
    onResolve({ filter }, ({ path, kind, pluginData }) =>
      pluginData === filter ? undefined : resolve(path, { resolveDir: folder, kind, pluginData: filter }),
    );
  },
});

async function keyOf(sdk: Sdk, target: Target): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([target, sdk.versions, esbuildVersion]));
  for (const source of SOURCES) {
    for (const file of await filesIn(source)) hash.update(file).update(await readFile(file));
  }
  return `${target}-${sdk.versions["matrix-js-sdk"]}-${hash.digest("hex").slice(0, 16)}`;
}

async function filesIn(path: string): Promise<string[]> {
  if (!path.endsWith("/")) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => join(path, name));
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
