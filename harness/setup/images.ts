import { UsageError } from "../run/usage-error.ts";
import { docker } from "./docker-engine.ts";
import { BuildError, buildImage } from "./images/build.ts";
import { debianRoot } from "./images/debian-root.ts";
import { unknownDendrite } from "./images/dendrite-version.ts";
import { hasImage, pullImage } from "./images/local.ts";
import { type ImageName, type Recipe, recipeOf } from "./images/recipe.ts";
import { unknownVersion } from "./images/synapse-version.ts";
import { SharedWork } from "./shared-work.ts";
import { type Progress, step } from "./step.ts";

export { DEFAULT_DENDRITE, DEFAULT_SYNAPSE, SERVERS, type ServerImage } from "./images/recipe.ts";

const made = new SharedWork<string>();

export interface ImageOptions {
  /** Of a server: of Synapse as PyPI names it, of Dendrite as its Go module does, with or without the `v`. */
  version?: string;
  /** Takes the progress of a build. Without it, a build is a step of its own. */
  log?: Progress;
}

/**
 * The tag of one of our images; built first, unless an image of this content is there.
 * @throws {UsageError} when there is no such version
 * @throws {SetupError} when the build fails; it names the log
 */
export async function ensureImage(name: ImageName, { version, log }: ImageOptions = {}): Promise<string> {
  return ensure(recipeOf(name, version), log);
}

/** Somebody else's image: there already, or pulled. @throws {UsageError} when it is nowhere, with those that are here. */
export async function requireImage(reference: string): Promise<string> {
  if (await hasImage(reference)) return reference;
  try {
    await step(`pull ${reference}`, () => pullImage(reference));
    return reference;
  } catch (error) {
    const here = (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
    const named = here.filter((tag) => !tag.startsWith("<none>")).sort();
    throw new UsageError(
      `There is no image ${reference} here, and it cannot be pulled (${(error as Error).message}). Here are: ${named.join(", ")}.`,
    );
  }
}

function ensure(recipe: Recipe, log?: Progress): Promise<string> {
  return made.once(recipe.tag, () => make(recipe, log));
}

async function make(recipe: Recipe, log?: Progress): Promise<string> {
  if (await hasImage(recipe.tag)) return recipe.tag;
  if (recipe.on) await ensure(recipe.on);
  const build = (progress: Progress) => buildOn(recipe, progress);
  await (log ? build(log) : step(`image ${recipe.title}`, build));
  return recipe.tag;
}

async function buildOn(recipe: Recipe, progress: Progress): Promise<void> {
  const args: Record<string, string> = recipe.on ? {} : { ROOT: await debianRoot(recipe.debian, progress) };
  try {
    await buildImage(recipe, args, progress);
  } catch (error) {
    throw explain(error, recipe);
  }
}

function explain(error: unknown, recipe: Recipe): unknown {
  if (!(error instanceof BuildError)) return error;
  return NO_SUCH_VERSION[recipe.name]?.(error.output) ?? error;
}

/** What a build's output says of a version that there is not. */
const NO_SUCH_VERSION: Partial<Record<ImageName, (output: string) => UsageError | undefined>> = {
  synapse: unknownVersion,
  dendrite: unknownDendrite,
};
