import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { manifestFor, type Sdk } from "./sdk.ts";

/** The folder of the crate, which is this one. */
export const CRATE = import.meta.dirname;
/** What the driver is made of. */
export const SOURCES = ["Cargo.toml", "Cargo.lock", "build.rs", "src"];

/** Copies the crate to a folder of its own, where its manifest can name another SDK. */
export async function stageCrate(sdk: Sdk, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const source of SOURCES) {
    await cp(join(CRATE, source), join(folder, source), { recursive: true, preserveTimestamps: true });
  }
  await writeFile(join(folder, "Cargo.toml"), manifestFor(sdk, await readFile(join(CRATE, "Cargo.toml"), "utf8")));
}
