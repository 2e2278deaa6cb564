/** Names the endpoints of the Matrix client-server, server-server and key APIs, without versions and ids. */

/**
 * `name` -> path patterns after the API prefix and version. `*` is one segment, `**` the rest.
 * The unstable prefix of an endpoint (`org.matrix.simplified_msc3575`) is dropped before matching.
 */
const CLIENT = {
  "keys/upload": ["keys/upload", "keys/upload/*"],
  "keys/query": ["keys/query"],
  "keys/claim": ["keys/claim"],
  "keys/changes": ["keys/changes"],
  "keys/signatures/upload": ["keys/signatures/upload"],
  "keys/device_signing/upload": ["keys/device_signing/upload"],
  sendToDevice: ["sendToDevice/*/*"],
  sync: ["sync"],
  send: ["rooms/*/send/*/*", "rooms/*/send/*"],
  state: ["rooms/*/state", "rooms/*/state/*", "rooms/*/state/*/*"],
  createRoom: ["createRoom"],
  join: ["join/*", "rooms/*/join"],
  knock: ["knock/*"],
  leave: ["rooms/*/leave"],
  invite: ["rooms/*/invite"],
  kick: ["rooms/*/kick"],
  ban: ["rooms/*/ban"],
  unban: ["rooms/*/unban"],
  forget: ["rooms/*/forget"],
  messages: ["rooms/*/messages"],
  members: ["rooms/*/members", "rooms/*/joined_members"],
  context: ["rooms/*/context/*"],
  event: ["rooms/*/event/*"],
  redact: ["rooms/*/redact/*/*", "rooms/*/redact/*"],
  relations: ["rooms/*/relations/**"],
  receipt: ["rooms/*/receipt/*/*", "rooms/*/read_markers"],
  typing: ["rooms/*/typing/*"],
  joined_rooms: ["joined_rooms"],
  publicRooms: ["publicRooms"],
  register: ["register"],
  login: ["login", "login/**"],
  logout: ["logout", "logout/all"],
  refresh: ["refresh"],
  whoami: ["account/whoami"],
  devices: ["devices", "devices/*", "delete_devices"],
  "room_keys/version": ["room_keys/version", "room_keys/version/*"],
  "room_keys/keys": ["room_keys/keys", "room_keys/keys/*", "room_keys/keys/*/*"],
  dehydrated_device: ["dehydrated_device", "dehydrated_device/**"],
  delayed_events: ["delayed_events", "delayed_events/**"],
  account_data: ["user/*/account_data/*", "user/*/rooms/*/account_data/*"],
  filter: ["user/*/filter", "user/*/filter/*"],
  openid: ["user/*/openid/request_token"],
  profile: ["profile/*", "profile/*/*"],
  presence: ["presence/*/status"],
  pushers: ["pushers", "pushers/set"],
  pushrules: ["pushrules", "pushrules/**"],
  notifications: ["notifications"],
  capabilities: ["capabilities"],
  versions: ["versions"],
  auth_metadata: ["auth_metadata", "auth_issuer"],
  rendezvous: ["rendezvous", "rendezvous/**"],
  "media/upload": ["media/upload", "media/upload/**", "media/create"],
  "media/download": ["media/download/**", "media/thumbnail/**"],
  "media/config": ["media/config"],
  "rtc/transports": ["rtc/transports"],
} as const;

const FEDERATION = {
  "federation/send": ["send/*"],
  "federation/make_join": ["make_join/*/*"],
  "federation/send_join": ["send_join/*/*"],
  "federation/make_leave": ["make_leave/*/*"],
  "federation/send_leave": ["send_leave/*/*"],
  "federation/make_knock": ["make_knock/*/*"],
  "federation/send_knock": ["send_knock/*/*"],
  "federation/invite": ["invite/*/*"],
  "federation/state_ids": ["state_ids/*"],
  "federation/state": ["state/*"],
  "federation/event": ["event/*"],
  "federation/event_auth": ["event_auth/*/*"],
  "federation/backfill": ["backfill/*"],
  "federation/get_missing_events": ["get_missing_events/*"],
  "federation/user/keys/query": ["user/keys/query"],
  "federation/user/keys/claim": ["user/keys/claim"],
  "federation/user/devices": ["user/devices/*"],
  "federation/query/profile": ["query/profile"],
  "federation/query/directory": ["query/directory"],
  "federation/publicRooms": ["publicRooms"],
  "federation/hierarchy": ["hierarchy/*"],
  "federation/timestamp_to_event": ["timestamp_to_event/*"],
  "federation/openid/userinfo": ["openid/userinfo"],
  "federation/media/download": ["media/download/*", "media/thumbnail/*"],
  "federation/version": ["version"],
} as const;

const KEY = {
  "key/server": ["server", "server/*"],
  "key/query": ["query", "query/**"],
} as const;

const WELL_KNOWN = {
  "well-known/client": ["matrix/client"],
  "well-known/server": ["matrix/server"],
  "well-known/support": ["matrix/support"],
} as const;

/** What a homeserver's issuer offers, below the homeserver's name: see `images/gateway/issuer/realm.ts`. */
const ISSUER = {
  "oauth2/metadata": [".well-known/openid-configuration"],
  "oauth2/registration": ["oauth2/registration"],
  "oauth2/authorize": ["authorize"],
  "oauth2/token": ["oauth2/token"],
  "oauth2/revoke": ["oauth2/revoke"],
  "oauth2/introspect": ["oauth2/introspect"],
} as const;

/** What the issuer tells its homeserver. */
const PROVISIONING = {
  "mas/provision_user": ["provision_user"],
  "mas/upsert_device": ["upsert_device"],
  "mas/delete_device": ["delete_device"],
} as const;

export type ClientRoute = keyof typeof CLIENT;
export type FederationRoute = keyof typeof FEDERATION;
export type RouteName =
  | ClientRoute
  | FederationRoute
  | keyof typeof KEY
  | keyof typeof WELL_KNOWN
  | keyof typeof ISSUER
  | keyof typeof PROVISIONING;

interface Api {
  prefix: RegExp;
  patterns: { name: string; regex: RegExp }[];
  /** How a path that no pattern knows is named: this, then its word-like segments. */
  fallback: string;
}

/** An endpoint's version, or its unstable prefix with the vendor's or MSC's name. */
const VERSION = "(?:api/v1|r0|v\\d+|unstable(?:/[a-z]+(?:\\.[\\w-]+)+)?)/";

const APIS: Api[] = [
  api(`/_matrix/client/${VERSION}`, CLIENT, ""),
  api("/_matrix/client/(?=versions$)", CLIENT, ""),
  api(`/_matrix/media/${VERSION}`, mediaOnly(), "media/"),
  api(`/_matrix/federation/${VERSION}`, FEDERATION, "federation/"),
  api(`/_matrix/key/${VERSION}`, KEY, "key/"),
  api("/\\.well-known/", WELL_KNOWN, "well-known/"),
  api("/_synapse/mas/", PROVISIONING, "mas/"),
  api("/[^/_]+/(?=oauth2/|authorize|admin/|\\.well-known/)", ISSUER, "issuer/"),
];

/** The route's name; for an unknown path its word-like segments, so that ids never become names. */
export function routeOf(path: string): string {
  const bare = path.split("?", 1)[0] ?? "";
  for (const { prefix, patterns, fallback } of APIS) {
    const match = prefix.exec(bare);
    if (!match) continue;
    const rest = bare.slice(match[0].length).replace(/\/$/, "");
    return patterns.find(({ regex }) => regex.test(rest))?.name ?? fallback + words(rest);
  }
  return words(bare);
}

/** The segments of a path, decoded, without its query. */
export function segments(path: string): string[] {
  return (path.split("?", 1)[0] ?? "").split("/").filter(Boolean).map(decode);
}

/** The path as the journal may keep it: tokens, and what is exchanged for tokens, are taken out of the query. */
export function redactPath(path: string): string {
  return path.replace(/([?&])(access_token|token|refresh_token|loginToken|code)=[^&]*/g, "$1$2=…");
}

function api(prefix: string, table: Record<string, readonly string[]>, fallback: string): Api {
  const patterns = Object.entries(table).flatMap(([name, list]) =>
    list.map((pattern) => ({ name, regex: patternRegex(pattern) })),
  );
  return { prefix: new RegExp(`^${prefix}`), patterns, fallback };
}

function mediaOnly(): Record<string, readonly string[]> {
  const media = Object.entries(CLIENT).filter(([name]) => name.startsWith("media/"));
  return Object.fromEntries(media.map(([name, list]) => [name, list.map((pattern) => pattern.slice("media/".length))]));
}

function patternRegex(pattern: string): RegExp {
  const body = pattern.replaceAll("**", "\0").replaceAll("*", "[^/]*").replaceAll("\0", ".*");
  return new RegExp(`^${body}$`);
}

function words(path: string): string {
  return path
    .split("/")
    .filter((segment) => /^[a-z][a-z_.-]*$/i.test(segment) && segment.length < 40)
    .join("/");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
