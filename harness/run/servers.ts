/** The servers that the pins of a run ask for: their images, what they can do, and what they are called. */
import type { ServerName } from "../journal/index.ts";
import { DEFAULT_DENDRITE, DEFAULT_SYNAPSE, ensureImage, requireImage, type ServerImage } from "../setup/images.ts";
import type { ServerFeature } from "../story/scenario.ts";
import { type ServerOptions, WITH_WORKERS } from "../world/index.ts";
import { homeserverOf } from "./homeserver-choice.ts";
import type { Pins } from "./options.ts";

/** What a world needs to know of one server. */
export async function serverFor(name: string, pins: Pins): Promise<ServerOptions> {
  const chosen = chosenFor(name, pins);
  if ("image" in chosen) return { name, image: await requireImage(chosen.image) };
  const { own, version } = chosen;
  if (own === "dendrite") return { name, image: await ensureImage(own, { version }) };
  const image = await ensureImage(isOnPostgres(pins) ? "synapse-postgres" : "synapse", { version });
  return { name, image, ...(pins.workers && { env: { [WITH_WORKERS]: "1" } }) };
}

/** What a server has that not all have. Of somebody else's image nothing is known. */
export function featuresWith(pins: Pins): (name: ServerName) => ReadonlySet<ServerFeature> {
  return (name) => {
    const chosen = chosenFor(name, pins);
    const features: [ServerFeature, boolean][] = [
      ["workers", pins.workers === true && isOurSynapse(chosen)],
      ["delegation", isOurSynapse(chosen) && isAtLeast(chosen.version, DELEGATES_SINCE)],
    ];
    return new Set(features.filter(([, has]) => has).map(([feature]) => feature));
  };
}

/** What the summary calls a server, e.g. `synapse 1.163.2 on Postgres, with workers`. */
export function describeServer(name: string, pins: Pins): string {
  const chosen = chosenFor(name, pins);
  if ("image" in chosen) return chosen.image;
  const called = `${chosen.own} ${chosen.version}`;
  if (!isOurSynapse(chosen)) return called;
  const database = isOnPostgres(pins) ? " on Postgres" : "";
  return `${called}${database}${pins.workers ? ", with workers" : ""}`;
}

type Chosen = { own: ServerImage; version: string } | { image: string };

/** Synapse, where nothing else is said of a server. */
function chosenFor(name: ServerName, { homeserver, synapse = DEFAULT_SYNAPSE }: Pins): Chosen {
  const chosen = homeserverOf(name, homeserver) ?? { own: "synapse" };
  if ("image" in chosen) return chosen;
  const { own, version = own === "dendrite" ? DEFAULT_DENDRITE : synapse } = chosen;
  return { own, version: version.replace(/^v/, "") };
}

/** The first Synapse with `matrix_authentication_service`. */
const DELEGATES_SINCE = "1.136.0";

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0;
}

function isOurSynapse(chosen: Chosen): chosen is { own: ServerImage; version: string } {
  return "own" in chosen && chosen.own === "synapse";
}

function isOnPostgres({ database, workers }: Pins): boolean {
  return database === "postgres" || workers === true;
}
