import { existsSync, globSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Scenario } from "../story/scenario.ts";
import { UsageError } from "./usage-error.ts";
import "./vocabulary-by-name.ts";

/** A scenario with its place in the catalogue. */
export interface Story extends Scenario {
  /** Path below the scenarios folder, without `.ts`; the folder is the chapter. */
  readonly id: string;
  readonly path: string;
}

/** Loads every scenario file below a folder. */
export async function loadCatalogue(folder: string): Promise<Story[]> {
  if (!existsSync(folder)) throw new UsageError(`There is no scenarios folder "${folder}". Name one with --scenarios.`);
  const files = globSync("**/*.ts", { cwd: folder }).sort();
  return Promise.all(files.map((file) => loadStory(folder, file)));
}

/** Loads a story again after its file has changed. */
export function reloadStory({ id, path }: Story): Promise<Story> {
  return loadStory(path.slice(0, -`${id}.ts`.length), `${id}.ts`, `?changed=${statSync(path).mtimeMs}`);
}

async function loadStory(folder: string, file: string, version = ""): Promise<Story> {
  const path = resolve(folder, file);
  const { default: scenario } = (await import(pathToFileURL(path).href + version)) as { default?: Scenario };
  if (!scenario?.spec?.play) {
    throw new UsageError(`${path} has no scenario. Write \`export default scenario("title", { … })\`.`);
  }
  return { ...scenario, id: file.replace(/\.ts$/, "").replaceAll("\\", "/"), path };
}

/** Stories with this tag leave to chance what happens. They are played when named, and by `torture soak`. */
export const SOAK_TAG = "soak";

/**
 * The stories that the words name: ids, chapters, file names, paths, tags, or what they stand for (an issue, or all of
 * its project); for `all`, all but those to soak in.
 */
export function selectStories(catalogue: readonly Story[], words: readonly string[]): Story[] {
  const chosen = new Set(words.flatMap((word) => storiesNamed(catalogue, word)));
  return catalogue.filter((story) => chosen.has(story));
}

function storiesNamed(catalogue: readonly Story[], word: string): Story[] {
  const path = resolve(word);
  const named = catalogue.filter(
    (story) =>
      (word === "all" && !story.spec.tags?.includes(SOAK_TAG)) ||
      story.id === word ||
      story.id.startsWith(`${word.replace(/\/$/, "")}/`) ||
      basename(story.id) === word ||
      story.path === path ||
      story.path.startsWith(`${path}/`) ||
      story.spec.tags?.includes(word) ||
      standsFor(story, word),
  );
  if (named.length === 0) throw new UsageError(unknownStory(catalogue, word));
  return named;
}

/** `complement-crypto:TestVerificationSAS` and `matrix-org/matrix-rust-sdk#2864`, whole or up to the mark. */
function standsFor({ spec }: Story, word: string): boolean {
  const links = [...(spec.tracks ?? []), ...(spec.knownFailures ?? []).map(({ link }) => link)];
  return links.some((link) => link === word || link.split(/[:#]/)[0] === word);
}

function unknownStory(catalogue: readonly Story[], word: string): string {
  const tags = [...new Set(catalogue.flatMap(({ spec }) => spec.tags ?? []))].sort();
  const chapters = [...new Set(catalogue.map(({ id }) => id.split("/")[0]))].sort();
  const ids = catalogue.map(({ id }) => id);
  return `There is no scenario, chapter, tag or issue "${word}".\n  tags: all, ${tags.join(", ")}\n  chapters: ${chapters.join(", ")}\n  scenarios: ${ids.join(", ")}`;
}
