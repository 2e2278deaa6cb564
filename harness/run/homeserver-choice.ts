import type { ServerName } from "../journal/index.ts";
import { recipeOf, SERVERS, type ServerImage } from "../setup/images/recipe.ts";
import { UsageError } from "./usage-error.ts";

/** What `--homeserver` says, by server name; the choice for all servers without one of their own is under `EVERY`. */
export type HomeserverChoices = Record<ServerName, string>;

export const EVERY = "*";

/** A homeserver of ours in some version, or anybody's image. */
export type Homeserver = { own: ServerImage; version?: string } | { image: string };

const OWN = new RegExp(`^(${SERVERS.join("|")})(?::(v?\\d+\\.\\d+\\.\\d+\\S*))?$`);

/**
 * Takes up one `--homeserver`: `hs2=dendrite` for one server, `dendrite` for all.
 * @throws {UsageError} when it names no homeserver, or one of ours in what is no version
 */
export function collectHomeserver(text: string, soFar: HomeserverChoices): HomeserverChoices {
  const [, name = EVERY, choice = ""] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? [];
  if (name === "" || choice === "" || /^hs\d+$/.test(choice)) {
    throw new UsageError(
      `"${text}" is no homeserver. Write a server and what it shall be, like hs2=dendrite or hs2=my-server:dev, or only what all shall be.`,
    );
  }
  const homeserver = parseHomeserver(choice);
  if ("own" in homeserver) recipeOf(homeserver.own, homeserver.version);
  return { ...soFar, [name]: choice };
}

/** The arguments that `collectHomeserver` made these choices of. */
export function homeserverArguments(choices: HomeserverChoices): string[] {
  return Object.entries(choices).flatMap(([name, choice]) => [
    "--homeserver",
    name === EVERY ? choice : `${name}=${choice}`,
  ]);
}

/** @throws {UsageError} when something was said of a server that is none of these */
export function requireServers(choices: HomeserverChoices, servers: readonly ServerName[]): void {
  const unknown = Object.keys(choices).find((name) => name !== EVERY && !servers.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`No story of this run has a server ${unknown}. They have: ${servers.join(", ")}.`);
}

/** What a server shall be; undefined where nothing was said of it. */
export function homeserverOf(name: ServerName, choices: HomeserverChoices): Homeserver | undefined {
  const choice = choices[name] ?? choices[EVERY];
  return choice === undefined ? undefined : parseHomeserver(choice);
}

/** `dendrite`, `dendrite:v0.13.8` and `synapse:1.103.0` are ours; everything else names an image, also `dendrite:mine`. */
export function parseHomeserver(choice: string): Homeserver {
  const [, own, version] = OWN.exec(choice) ?? [];
  if (own === undefined) return { image: choice };
  return { own: own as ServerImage, ...(version && { version }) };
}
