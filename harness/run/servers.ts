/** The servers that the pins of a run ask for: their images, what they can do, and what they are called. */
import type { ServerName } from "../journal/index.ts";
import { DEFAULT_SYNAPSE, ensureImage, requireImage } from "../setup/images.ts";
import type { ServerFeature } from "../story/scenario.ts";
import type { ServerOptions } from "../world/index.ts";
import type { Pins } from "./options.ts";

/** What a world needs to know of one server. */
export async function serverFor(name: string, pins: Pins): Promise<ServerOptions> {
  const own = pins.homeserver[name];
  if (own) return { name, image: await requireImage(own) };
  const image = await ensureImage(isOnPostgres(pins) ? "synapse-postgres" : "synapse", {
    version: pins.synapse ?? DEFAULT_SYNAPSE,
  });
  return { name, image, ...(pins.workers && { env: { TORTURE_WORKERS: "1" } }) };
}

/** What a server has that not all have. Of somebody else's image nothing is known. */
export function featuresWith({ homeserver, workers }: Pins): (name: ServerName) => ReadonlySet<ServerFeature> {
  return (name) => new Set(workers && !homeserver[name] ? ["workers"] : []);
}

/** What the summary calls a server, e.g. `synapse 1.163.2 on Postgres, with workers`. */
export function describeServer(name: string, pins: Pins): string {
  const own = pins.homeserver[name];
  if (own) return own;
  const database = isOnPostgres(pins) ? " on Postgres" : "";
  return `synapse ${pins.synapse ?? DEFAULT_SYNAPSE}${database}${pins.workers ? ", with workers" : ""}`;
}

function isOnPostgres({ database, workers }: Pins): boolean {
  return database === "postgres" || workers === true;
}
