import { DEFAULT_SYNAPSE } from "../setup/images.ts";
import type { Pins } from "./options.ts";

/** The first Synapse with `matrix_authentication_service`. */
const DELEGATES_SINCE = "1.136.0";

/** Why the servers of a run cannot delegate sign-in to an issuer; undefined when they can. */
export function whyNotDelegate({ homeserver, synapse = DEFAULT_SYNAPSE }: Pick<Pins, "homeserver" | "synapse">) {
  const [other] = Object.values(homeserver);
  if (other) return `The harness sets up sign-in at an issuer for its own Synapse image, and not for ${other}.`;
  const old = synapse.localeCompare(DELEGATES_SINCE, "en", { numeric: true }) < 0;
  return old
    ? `Synapse ${synapse} cannot delegate sign-in as the story needs it: that takes ${DELEGATES_SINCE}.`
    : undefined;
}
