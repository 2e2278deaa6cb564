import { join } from "node:path";
import { contentHash } from "../content-hash.ts";
import { ROOT } from "../paths.ts";
import { dendriteVersion } from "./dendrite-version.ts";
import { type Debian, synapseNeeds } from "./synapse-version.ts";

/** Servers that we have an image of, in any version that their package registry has. */
export const SERVERS = ["synapse", "dendrite"] as const;
export type ServerImage = (typeof SERVERS)[number];
export type ImageName = "base" | ServerImage | "synapse-postgres" | "gateway" | "rust";

/** All that decides what an image holds. */
export interface Recipe {
  name: ImageName;
  /** What a person calls the image, e.g. `synapse 1.163.2`. */
  title: string;
  /** Names the content: the same tag is the same image. */
  tag: string;
  context: string;
  buildArgs: Record<string, string>;
  debian: Debian;
  /** The image below, which has to be there first; none below `base`. */
  on?: Recipe;
}

export const DEFAULT_SYNAPSE = "1.163.2";
export const DEFAULT_DENDRITE = "0.13.8";
const TOXIPROXY = "2.12.0";
const TAP_NODE = "24.19.0";
const REPOSITORY = "matrix-e2ee-torture";

/** @throws {UsageError} when the image has no such version. */
export function recipeOf(name: ImageName, version?: string): Recipe {
  switch (name) {
    case "base":
      return baseRecipe("trixie");
    case "synapse":
      return synapseRecipe(version ?? DEFAULT_SYNAPSE);
    case "synapse-postgres":
      return recipe("synapse-postgres", version ?? DEFAULT_SYNAPSE, synapseRecipe(version ?? DEFAULT_SYNAPSE));
    case "dendrite":
      return dendriteRecipe(version ?? DEFAULT_DENDRITE);
    case "rust":
      return recipe("rust", "trixie-backports", baseRecipe("trixie"));
    case "gateway":
      return recipe("gateway", TOXIPROXY, baseRecipe("trixie"), { TOXIPROXY, NODE: TAP_NODE });
  }
}

/** The image below all others. */
export function baseRecipe(debian: Debian): Recipe {
  const context = join(ROOT, "images/base");
  const tag = `${REPOSITORY}/base:${debian}-${contentHash(context, debian)}`;
  return { name: "base", title: `base ${debian}`, tag, context, buildArgs: {}, debian };
}

function synapseRecipe(version: string): Recipe {
  const { debian, constraints } = synapseNeeds(version);
  return recipe("synapse", version, baseRecipe(debian), { SYNAPSE: version, CONSTRAINTS: constraints.join(" ") });
}

function dendriteRecipe(text: string): Recipe {
  const version = dendriteVersion(text);
  return recipe("dendrite", version, baseRecipe("trixie"), { DENDRITE: version });
}

function recipe(name: ImageName, version: string, on: Recipe, ownArgs: Record<string, string> = {}): Recipe {
  const context = join(ROOT, "images", name);
  const buildArgs = { BASE: on.tag, ...ownArgs };
  const hash = contentHash(context, ...Object.entries(buildArgs).flat());
  return {
    name,
    title: `${name} ${version}`,
    tag: `${REPOSITORY}/${name}:${version}-${hash}`,
    context,
    buildArgs,
    debian: on.debian,
    on,
  };
}
