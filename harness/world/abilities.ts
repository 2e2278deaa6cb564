/** What a homeserver can do, asked of it as any client asks. */
import type { Server } from "./world.ts";

const ABILITIES = [
  /** Simplified sliding sync (MSC4186). */
  "slidingSync",
  /** MSC2732; part of the specification since v1.2, but some that name v1.2 have none. */
  "fallbackKeys",
  /** MSC3814. */
  "dehydratedDevices",
  /** Takes a user's first cross-signing keys without asking for the password (MSC3967). */
  "identityWithoutAuth",
  /** Asks for partial state when it joins (MSC3706). No answer tells of it; of all servers only Synapse does. */
  "partialJoins",
] as const;

/** What homeservers may lack, and most stories can do without. */
export type ServerAbility = (typeof ABILITIES)[number];

export interface Abilities {
  has: ReadonlySet<ServerAbility>;
  /** Undefined where the server does not say. */
  roomVersions?: { default: string; stable: string[] };
}

const USER = "asked-what-the-server-can-do";
const PASSWORD = "not a secret";
const ASK_TIMEOUT_MS = 10_000;

/**
 * Registers a user, and asks as that. What the server does not answer, it is taken not to have; but one that lets nobody
 * in by password is taken to have everything.
 */
export async function askAbilities(server: Server): Promise<Abilities> {
  await server.register(USER, PASSWORD);
  const ask = await signIn(server);
  if (!ask) return { has: new Set(ABILITIES) };
  const [versions, capabilities, sync, dehydrated, identity, software] = await Promise.all([
    ask("client/versions"),
    ask("client/v3/capabilities"),
    ask("client/v3/sync?timeout=0"),
    ask("client/unstable/org.matrix.msc3814.v1/dehydrated_device"),
    ask("client/v3/keys/device_signing/upload", "POST", {}),
    ask("federation/v1/version"),
  ]);
  await ask("client/v3/logout", "POST");
  return abilitiesOf({ versions, capabilities, sync, dehydrated, identity, software });
}

export interface Answers {
  versions: { unstable_features?: Record<string, boolean> };
  capabilities: {
    capabilities?: { "m.room_versions"?: { default: string; available: Record<string, string> } };
  };
  sync: Record<string, unknown>;
  dehydrated: { errcode?: string };
  /** Of an upload without keys: the ways to authenticate, where that comes first. */
  identity: { flows?: unknown[]; errcode?: string };
  /** Of the federation API, where it is served on the port for clients too, as by Dendrite, but not by Synapse. */
  software: { server?: { name?: string }; errcode?: string };
}

/** What a server's answers say of it. */
export function abilitiesOf({ versions, capabilities, sync, dehydrated, identity, software }: Answers): Abilities {
  const found: Record<ServerAbility, boolean> = {
    slidingSync: versions.unstable_features?.["org.matrix.simplified_msc3575"] === true,
    fallbackKeys: "device_unused_fallback_key_types" in sync,
    dehydratedDevices: dehydrated.errcode !== undefined && dehydrated.errcode !== "M_UNRECOGNIZED",
    identityWithoutAuth: identity.flows === undefined,
    partialJoins: (software.server?.name ?? "Synapse") === "Synapse",
  };
  const rooms = capabilities.capabilities?.["m.room_versions"];
  const stable = Object.entries(rooms?.available ?? {}).flatMap(([name, how]) => (how === "stable" ? [name] : []));
  return {
    has: new Set(ABILITIES.filter((ability) => found[ability])),
    ...(rooms && { roomVersions: { default: rooms.default, stable } }),
  };
}

async function signIn({ clientUrl }: Server) {
  // biome-ignore lint/suspicious/noExplicitAny: answers of all shapes
  const ask = async (token: string, path: string, method: string, body?: unknown): Promise<any> => {
    const answer = await fetch(`${clientUrl}/_matrix/${path}`, {
      method,
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    });
    return await answer.json().catch(() => ({}));
  };
  const identifier = { type: "m.id.user", user: USER };
  const login = await ask("", "client/v3/login", "POST", { type: "m.login.password", identifier, password: PASSWORD });
  const token: string | undefined = login.access_token;
  return token && ((path: string, method = "GET", body?: unknown) => ask(token, path, method, body));
}

/**
 * The room version that rooms must be made with so that all of these servers can be in them: none in particular where
 * every server knows every other's default, else the newest that all call stable.
 * @throws {Error} when there is none
 */
export function commonRoomVersion(servers: ReadonlyMap<string, Abilities>): string | undefined {
  const told = [...servers.values()].flatMap(({ roomVersions }) => roomVersions ?? []);
  const knownToAll = (version: string) => told.every(({ stable }) => stable.includes(version));
  if (told.every(({ default: usual }) => knownToAll(usual))) return undefined;
  const common = told.flatMap(({ stable }) => stable).filter(knownToAll);
  const newest = common.sort((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined)
    throw new Error(`${[...servers.keys()].join(" and ")} have no stable room version in common.`);
  return newest;
}
