/** From an authorization request to a code, and from the code to what was consented to (RFC 6749, section 4.1; RFC 7636). */
import { createHash } from "node:crypto";
import type { Client, Clients } from "./clients.ts";
import { OAuthError } from "./errors.ts";
import { deviceOf } from "./scope.ts";
import { randomToken, type Session } from "./sessions.ts";

const CODE_LIFETIME_MS = 10 * 60_000;

/** An authorization request that a user may consent to. */
export interface Authorization {
  client: Client;
  redirectUri: string;
  responseMode: "query" | "fragment";
  state: string | null;
  scope: string;
  deviceId: string;
  challenge: string;
}

interface Code extends Authorization {
  user: string;
  expiresAt: number;
  /** What it was exchanged for. */
  session?: Session;
}

/**
 * The request of an authorization page's query.
 * @throws {OAuthError} where there is nobody to be sent back to; all else is told by `wrong`, to the client
 */
export function authorizationIn(query: URLSearchParams, clients: Clients): Authorization & { wrong?: OAuthError } {
  const client = clients.find(query.get("client_id"));
  if (!client) throw new OAuthError("invalid_client", "No client of this id is registered.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!client.redirectUris.includes(redirectUri)) {
    throw new OAuthError("invalid_request", "The redirect_uri is none of those that the client registered.");
  }
  const scope = query.get("scope") ?? "";
  const wrong = wrongIn(query, scope);
  return {
    client,
    redirectUri,
    responseMode: query.get("response_mode") === "fragment" ? "fragment" : "query",
    state: query.get("state"),
    scope,
    deviceId: deviceOf(scope) ?? "",
    challenge: query.get("code_challenge") ?? "",
    ...(wrong && { wrong }),
  };
}

function wrongIn(query: URLSearchParams, scope: string): OAuthError | undefined {
  if (query.get("response_type") !== "code") {
    return new OAuthError("unsupported_response_type", "The response_type must be code.");
  }
  if (query.get("code_challenge_method") !== "S256" || !query.get("code_challenge")) {
    return new OAuthError("invalid_request", "A code_challenge by S256 is required.");
  }
  if (!deviceOf(scope)) return new OAuthError("invalid_scope", "The scope must be the Matrix API and one device.");
  return undefined;
}

/** Where the browser is sent when the page is done. */
export function redirection({ redirectUri, responseMode, state }: Authorization, said: Record<string, string>): string {
  const url = new URL(redirectUri);
  const parameters = responseMode === "query" ? url.searchParams : new URLSearchParams();
  for (const [name, value] of Object.entries(said)) parameters.set(name, value);
  if (state !== null) parameters.set("state", state);
  if (responseMode === "fragment") url.hash = parameters.toString();
  return url.href;
}

export class Codes {
  readonly #codes = new Map<string, Code>();

  issue(authorization: Authorization, user: string): string {
    const code = randomToken("mac");
    this.#codes.set(code, { ...authorization, user, expiresAt: Date.now() + CODE_LIFETIME_MS });
    return code;
  }

  /**
   * Takes a code that the client proves to be its own.
   * @param replayed is told the session of a code that comes a second time
   */
  take(form: URLSearchParams, client: Client, replayed: (session: Session) => void): Code {
    const code = this.#codes.get(form.get("code") ?? "");
    if (!code || code.client.id !== client.id) throw new OAuthError("invalid_grant", "There is no such code.");
    if (code.session) {
      replayed(code.session);
      throw new OAuthError("invalid_grant", "The code has been used before.");
    }
    if (code.expiresAt < Date.now()) throw new OAuthError("invalid_grant", "The code has run out.");
    if (code.redirectUri !== form.get("redirect_uri")) {
      throw new OAuthError("invalid_grant", "The redirect_uri is another than that of the request.");
    }
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (challenge !== code.challenge) throw new OAuthError("invalid_grant", "The code_verifier is wrong.");
    return code;
  }
}
