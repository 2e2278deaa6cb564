import { UsageError } from "../run/usage-error.ts";
import { docker } from "./docker-engine.ts";
import { BuildError, buildImage } from "./images/build.ts";
import { debianRoot } from "./images/debian-root.ts";
import { hasImage, pullImage } from "./images/local.ts";
import { baseRecipe, type ImageName, type Recipe, recipeOf } from "./images/recipe.ts";
import { unknownVersion } from "./images/synapse-version.ts";
import { step } from "./step.ts";

export { DEFAULT_SYNAPSE } from "./images/recipe.ts";

const underway = new Map<string, Promise<string>>();

/**
 * The tag of one of our images; built first, as a step of its own, unless an image of this content is there.
 * @param options.version of Synapse, as PyPI names it.
 * @throws {UsageError} when there is no such version; {SetupError} when the build fails, which names its log.
 */
export async function ensureImage(name: ImageName, options: { version?: string } = {}): Promise<string> {
  return ensure(recipeOf(name, options.version));
}

/** All images of a default run, built side by side. */
export async function ensureDefaultImages(): Promise<string[]> {
  return Promise.all([ensureImage("synapse"), ensureImage("gateway")]);
}

/** Somebody else's image: there already, or pulled. @throws {UsageError} when it is nowhere, with those that are here. */
export async function requireImage(reference: string): Promise<string> {
  if (await hasImage(reference)) return reference;
  try {
    await step(`pull ${reference}`, () => pullImage(reference));
    return reference;
  } catch (error) {
    const here = (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []).sort();
    throw new UsageError(
      `There is no image ${reference} here, and it cannot be pulled (${(error as Error).message}). Here are: ${here.join(", ")}.`,
    );
  }
}

function ensure(recipe: Recipe): Promise<string> {
  const known = underway.get(recipe.tag);
  if (known) return known;
  const made = make(recipe);
  underway.set(recipe.tag, made);
  return made;
}

async function make(recipe: Recipe): Promise<string> {
  if (await hasImage(recipe.tag)) return recipe.tag;
  if (recipe.name !== "base") await ensure(baseRecipe(recipe.debian));
  await step(`image ${recipe.title}`, async (progress) => {
    const args = recipe.name === "base" ? { ROOT: await debianRoot(recipe.debian, progress) } : {};
    await buildImage(recipe, args, progress).catch((error) => {
      throw explain(error, recipe);
    });
  });
  return recipe.tag;
}

function explain(error: unknown, recipe: Recipe): unknown {
  if (!(error instanceof BuildError) || recipe.name !== "synapse") return error;
  return unknownVersion(error.output) ?? error;
}
