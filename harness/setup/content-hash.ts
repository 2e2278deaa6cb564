import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Twelve hex digits that change with any path or byte below a folder, or with the extra words. */
export function contentHash(folder: string, ...extra: string[]): string {
  const hash = createHash("sha256");
  for (const path of filesBelow(folder)) {
    const content = readFileSync(path);
    hash.update(`${relative(folder, path)}\0${content.length}\0`).update(content);
  }
  for (const word of extra) hash.update(`\0${word}`);
  return hash.digest("hex").slice(0, 12);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
