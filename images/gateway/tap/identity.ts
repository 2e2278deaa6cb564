/** Whose request it is: access tokens are learnt from the replies that give them out, and never leave this process. */
import { asObject } from "./match.ts";

export interface Identity {
  user: string;
  deviceId: string;
}

const GIVES_TOKENS = new Set(["login", "register", "refresh", "whoami", "oauth2/token"]);
/** Where a refresh token in the body, and no access token in the head, tells who asks. */
const REFRESHES = new Set(["refresh", "oauth2/token"]);

export class Identities {
  readonly #byToken = new Map<string, Identity>();
  readonly #byRefreshToken = new Map<string, Identity>();
  /** Access token -> the refresh token that came with it, where the reply did not tell for whom. */
  readonly #pairs = new Map<string, string>();
  readonly #names = new Map<string, Map<string, string>>();

  clear(): void {
    for (const known of [this.#byToken, this.#byRefreshToken, this.#pairs, this.#names]) known.clear();
  }

  /** The reply of this route may give out a token, so that it has to be read. */
  teaches(route: string): boolean {
    return GIVES_TOKENS.has(route);
  }

  identifiesByBody(route: string): boolean {
    return REFRESHES.has(route);
  }

  /** Who spends the refresh token of this request. */
  refreshing(request: unknown): Identity | undefined {
    return this.#byRefreshToken.get(String(asObject(request).refresh_token));
  }

  /** Announces the harness's name of a device. */
  name(user: string, deviceId: string, device: string): void {
    const devices = this.#names.get(user) ?? new Map<string, string>();
    this.#names.set(user, devices.set(deviceId, device));
  }

  nameOf(user: string, deviceId: string): string | undefined {
    return this.#names.get(user)?.get(deviceId);
  }

  namesOf(user: string): string[] {
    return [...(this.#names.get(user)?.values() ?? [])];
  }

  of(token: string | undefined): Identity | undefined {
    return token === undefined ? undefined : this.#byToken.get(token);
  }

  /** Learns from a successful exchange; returns the identity that its caller now has. */
  learn(route: string, token: string | undefined, request: unknown, reply: unknown): Identity | undefined {
    const { user_id: user, device_id: deviceId, access_token: given, refresh_token: next } = asObject(reply);
    const access = route === "whoami" ? token : given;
    if (typeof access !== "string") return undefined;
    if (typeof next === "string") this.#pairs.set(access, next);
    const identity = REFRESHES.has(route)
      ? this.refreshing(request)
      : typeof user === "string" && typeof deviceId === "string"
        ? { user, deviceId }
        : undefined;
    if (!identity) return undefined;
    this.#byToken.set(access, identity);
    const refresh = this.#pairs.get(access);
    if (refresh !== undefined) this.#byRefreshToken.set(refresh, identity);
    return identity;
  }
}

/** The access token of a client request, from its header or its query. */
export function accessToken(authorization: string | undefined, path: string): string | undefined {
  if (authorization?.startsWith("Bearer ")) return authorization.slice("Bearer ".length);
  const query = path.split("?")[1];
  return (query && new URLSearchParams(query).get("access_token")) || undefined;
}
