/** Signed-in devices and their tokens. */
import { randomBytes } from "node:crypto";
import { OAuthError } from "./errors.ts";

/** One device of one user, for as long as it is signed in. */
export interface Session {
  user: string;
  deviceId: string;
  clientId: string;
  scope: string;
  over: boolean;
}

/** What one grant gave: an access token, and the refresh token for the next. */
export interface Tokens {
  session: Session;
  access: string;
  /** Ms since the epoch; infinite for tokens that do not run out. */
  expiresAt: number;
  /** Absent for the harness's own tokens. */
  refresh?: string;
  /** The access token has been shown to the homeserver, so whoever asked for it got it. */
  used: boolean;
  accessRevoked: boolean;
  refreshRevoked: boolean;
  /** What the refresh token was last exchanged for. */
  next?: Tokens;
}

/** The prefixes are those of Matrix Authentication Service: `mat` access, `mar` refresh, `mac` authorization code. */
export function randomToken(prefix: "mat" | "mar" | "mac"): string {
  return `${prefix}_${randomBytes(24).toString("base64url")}`;
}

export class Sessions {
  readonly #all: Session[] = [];
  readonly #byAccess = new Map<string, Tokens>();
  readonly #byRefresh = new Map<string, Tokens>();
  readonly #lifetimeMs: number;

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** A device signs in. Whoever had its id before is signed out. */
  begin(session: Omit<Session, "over">): Tokens {
    for (const earlier of this.of(session.user, session.deviceId)) earlier.over = true;
    const begun = { ...session, over: false };
    this.#all.push(begun);
    return this.#issue(begun);
  }

  /** The live sessions of a device: one at most. */
  of(user: string, deviceId: string): Session[] {
    return this.#all.filter((session) => !session.over && session.user === user && session.deviceId === deviceId);
  }

  /**
   * Rotates: the tokens before are invalid from now on. A refresh token that was spent is taken once more as long as
   * nothing that it was exchanged for has been used: then the answer was lost on its way, and what it held is revoked.
   * So does Matrix Authentication Service, and so asks the client-server API, "Refresh token grant".
   * @throws {OAuthError} `invalid_grant`, after which a client signs its user out
   */
  refresh(refreshToken: string | null, clientId: string): Tokens {
    const spent = this.#byRefresh.get(refreshToken ?? "");
    if (!spent || spent.session.clientId !== clientId) throw invalidGrant("There is no such refresh token.");
    if (spent.session.over) throw invalidGrant("The session has ended.");
    if (spent.refreshRevoked) throw invalidGrant("The refresh token is revoked.");
    if (spent.next) {
      if (spent.next.used || spent.next.next)
        throw invalidGrant("The refresh token was spent, and its successor used.");
      spent.next.accessRevoked = true;
      spent.next.refreshRevoked = true;
    }
    spent.accessRevoked = true;
    spent.next = this.#issue(spent.session);
    return spent.next;
  }

  /** A token of the harness's own for a session, which lives as long as that. */
  accompany(session: Session): Tokens {
    return this.#keep({ session, access: randomToken("mat"), expiresAt: Number.POSITIVE_INFINITY, ...FRESH });
  }

  /** What an access token is good for now: nothing if it is undefined. To ask is to use it. */
  use(accessToken: string | null): Tokens | undefined {
    const tokens = this.#byAccess.get(accessToken ?? "");
    if (!tokens || tokens.session.over || tokens.accessRevoked || tokens.expiresAt <= Date.now()) return undefined;
    tokens.used = true;
    return tokens;
  }

  /** The session that a token of either kind is, or was, of. */
  behind(token: string | null): Session | undefined {
    return (this.#byAccess.get(token ?? "") ?? this.#byRefresh.get(token ?? ""))?.session;
  }

  #issue(session: Session): Tokens {
    const refresh = randomToken("mar");
    const expiresAt = Date.now() + this.#lifetimeMs;
    return this.#keep({ session, access: randomToken("mat"), refresh, expiresAt, ...FRESH });
  }

  #keep(tokens: Tokens): Tokens {
    this.#byAccess.set(tokens.access, tokens);
    if (tokens.refresh) this.#byRefresh.set(tokens.refresh, tokens);
    return tokens;
  }
}

const FRESH = { used: false, accessRevoked: false, refreshRevoked: false };

function invalidGrant(why: string): OAuthError {
  return new OAuthError("invalid_grant", why);
}
