import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "./usage-error.ts";

const SKELETON = new URL("./skeleton.ts", import.meta.url);
const ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Writes a scenario that already plays, to be turned into another.
 * @returns its path
 * @throws {UsageError} when the id is malformed, or taken
 */
export function newScenario(id: string, folder: string): string {
  if (!ID.test(id)) {
    throw new UsageError(
      `"${id}" is not a scenario's id. Write chapter/name in small letters, digits and hyphens, like federation/a-slow-link.`,
    );
  }
  const path = join(folder, `${id}.ts`);
  const title = id.replace(/.*\//, "").replaceAll("-", " ");
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, readFileSync(SKELETON, "utf8").replace("title of the story", title), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UsageError(`${path} is there already, and stays as it is. Choose another id.`);
  }
  return path;
}
