/** The issuer of one homeserver: which endpoint does what. */
import { timingSafeEqual } from "node:crypto";
import { authorizationIn, Codes, redirection } from "./authorizations.ts";
import { type Client, Clients } from "./clients.ts";
import type { RealmConfig } from "./config.ts";
import { OAuthError } from "./errors.ts";
import { Homeserver } from "./homeserver.ts";
import type { Answer, Call } from "./http.ts";
import { metadataOf } from "./metadata.ts";
import { type Session, Sessions, type Tokens } from "./sessions.ts";

/** The page of the authorization endpoint. A client without a browser posts what the form holds. */
const PAGE = `<!doctype html><title>Sign in</title><form method="post">
<input name="username"> <input name="password" type="password"> <button>Allow</button></form>`;

export class Realm {
  readonly #config: RealmConfig;
  readonly #homeserver: Homeserver;
  readonly #clients = new Clients();
  readonly #codes = new Codes();
  readonly #sessions: Sessions;
  /** Passwords by user. */
  readonly #users = new Map<string, string>();
  readonly #endpoints: Record<string, (call: Call) => Answer | Promise<Answer>> = {
    "GET /.well-known/openid-configuration": () => ok(metadataOf(this.#config.url)),
    "POST /oauth2/registration": ({ json }) => ({ status: 201, json: this.#clients.register(json) }),
    "GET /authorize": (call) => this.#authorize(call),
    "POST /authorize": (call) => this.#authorize(call),
    "POST /oauth2/token": ({ form }) => this.#grant(form),
    "POST /oauth2/revoke": ({ form }) => this.#revoke(form),
    "POST /oauth2/introspect": (call) => this.#trusted(call, () => this.#introspect(call.form)),
    "POST /admin/users": (call) => this.#trusted(call, () => this.#register(call.json)),
    "POST /admin/tokens": (call) => this.#trusted(call, () => this.#accompany(call.json)),
    "POST /admin/end-session": (call) => this.#trusted(call, () => this.#endSession(call.json)),
  };

  constructor(config: RealmConfig) {
    this.#config = config;
    this.#homeserver = new Homeserver(config.homeserverUrl, config.secret);
    this.#sessions = new Sessions(config.tokenLifetimeS * 1000);
  }

  async answer(call: Call): Promise<Answer> {
    const endpoint = this.#endpoints[`${call.method} ${call.path}`];
    if (!endpoint) throw new OAuthError("not_found", `There is no ${call.method} ${call.path} here.`, 404);
    return await endpoint(call);
  }

  #authorize({ method, query, form, wantsJson }: Call): Answer {
    const { wrong, ...authorization } = authorizationIn(query, this.#clients);
    const sendBack = (said: Record<string, string>): Answer => {
      const target = redirection(authorization, said);
      return wantsJson ? ok({ redirect_to: target }) : { status: 303, headers: { location: target } };
    };
    if (wrong) return sendBack(wrong.json);
    if (method === "GET") return { status: 200, html: PAGE };
    const user = form.get("username") ?? "";
    if (!this.#users.has(user) || this.#users.get(user) !== form.get("password")) {
      throw new OAuthError("access_denied", "User or password is wrong.", 403);
    }
    return sendBack({ code: this.#codes.issue(authorization, user), iss: `${this.#config.url}/` });
  }

  async #grant(form: URLSearchParams): Promise<Answer> {
    const client = this.#clients.find(form.get("client_id"));
    if (!client) throw new OAuthError("invalid_client", "No client of this id is registered.", 401);
    const type = form.get("grant_type") ?? "";
    const grant = {
      authorization_code: () => this.#exchange(form, client),
      refresh_token: () => this.#refresh(form, client),
    }[type];
    if (!grant) throw new OAuthError("unsupported_grant_type", `The grant type ${type} is not offered.`);
    if (!client.grantTypes.includes(type))
      throw new OAuthError("unauthorized_client", `The client did not ask for ${type}.`);
    const { access, refresh, expiresAt, session } = await grant();
    return ok({
      token_type: "Bearer",
      access_token: access,
      refresh_token: refresh,
      expires_in: secondsUntil(expiresAt),
      scope: session.scope,
    });
  }

  /** The device is at the homeserver before the client has its token. */
  async #exchange(form: URLSearchParams, client: Client): Promise<Tokens> {
    const code = this.#codes.take(form, client, (session) => {
      session.over = true;
    });
    const { user, deviceId, scope } = code;
    const tokens = this.#sessions.begin({ user, deviceId, scope, clientId: client.id });
    code.session = tokens.session;
    await this.#homeserver.upsertDevice(user, deviceId);
    return tokens;
  }

  async #refresh(form: URLSearchParams, client: Client): Promise<Tokens> {
    return this.#sessions.refresh(form.get("refresh_token"), client.id);
  }

  /** RFC 7009: what is not known, or another client's, counts as revoked. */
  async #revoke(form: URLSearchParams): Promise<Answer> {
    const session = this.#sessions.behind(form.get("token"));
    if (session && !session.over && session.clientId === form.get("client_id")) await this.#end(session);
    return ok({});
  }

  /** RFC 7662, with the names that Synapse reads. */
  #introspect(form: URLSearchParams): Answer {
    const tokens = this.#sessions.use(form.get("token"));
    if (!tokens) return ok({ active: false });
    const { user, deviceId, scope, clientId } = tokens.session;
    const expiry = Number.isFinite(tokens.expiresAt) && {
      exp: Math.floor(tokens.expiresAt / 1000),
      expires_in: secondsUntil(tokens.expiresAt),
    };
    const whose = { username: user, sub: user, device_id: deviceId, client_id: clientId, scope };
    return ok({ active: true, token_type: "access_token", ...whose, ...expiry });
  }

  async #register({ localpart, password }: Record<string, unknown>): Promise<Answer> {
    if (typeof localpart !== "string" || typeof password !== "string") {
      throw new OAuthError("invalid_request", "A user has a localpart and a password.");
    }
    await this.#homeserver.provisionUser(localpart);
    this.#users.set(localpart, password);
    return { status: 201, json: {} };
  }

  #accompany(device: Record<string, unknown>): Answer {
    return ok({ access_token: this.#sessions.accompany(this.#sessionOf(device)).access });
  }

  /** As on the page of the account. */
  async #endSession(device: Record<string, unknown>): Promise<Answer> {
    await this.#end(this.#sessionOf(device));
    return ok({});
  }

  #sessionOf({ localpart, device_id: deviceId }: Record<string, unknown>): Session {
    const [session] = this.#sessions.of(String(localpart), String(deviceId));
    if (!session) throw new OAuthError("not_found", `${localpart}'s device ${deviceId} is not signed in.`, 404);
    return session;
  }

  async #end(session: Session): Promise<void> {
    session.over = true;
    await this.#homeserver.deleteDevice(session.user, session.deviceId);
  }

  /** Only for the homeserver and the harness, who know the secret. */
  #trusted({ bearer = "" }: Call, act: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
    const [given, right] = [Buffer.from(bearer), Buffer.from(this.#config.secret)];
    if (given.length === right.length && timingSafeEqual(given, right)) return act();
    throw new OAuthError("invalid_token", "The secret is wrong.", 401);
  }
}

function ok(json: unknown): Answer {
  return { status: 200, json };
}

function secondsUntil(moment: number): number {
  return Math.max(0, Math.floor((moment - Date.now()) / 1000));
}
