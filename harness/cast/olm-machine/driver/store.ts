import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pending } from "./timeline.ts";

/** What outlives a process beside the machine's own store. */
export interface Saved {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  /** Where sync has come to. */
  readonly since?: string;
  /** What waits for its key. */
  readonly pending?: readonly Pending[];
}

/** Replaces the file whole, so that a SIGKILL leaves the old one or the new one. */
export async function save(storePath: string, saved: Saved): Promise<void> {
  const path = fileIn(storePath);
  await writeFile(`${path}.new`, JSON.stringify(saved), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** @throws when there is no session in this store */
export async function load(storePath: string): Promise<Saved> {
  return JSON.parse(await readFile(fileIn(storePath), "utf8"));
}

const fileIn = (storePath: string) => join(storePath, "session.json");
