/** An issuer on loopback, beside a homeserver that only remembers what it is told, and a client that knows the flow. */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { issuer } from "../../images/gateway/issuer/issuer.ts";

export const REDIRECT_URI = "http://127.0.0.1/signed-in";
export const SECRET = "shared by homeserver and issuer";

/** Who speaks to an issuer. */
export interface IssuerClient {
  url: string;
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Reply>;
  postJson(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
}

/** The issuer of hs1, where Alice has an account. */
export interface TestIssuer extends IssuerClient, AsyncDisposable {
  /** What the homeserver was told: `upsert_device alice PHONE`. */
  told: string[];
}

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers
  json: any;
}

export async function testIssuer({ tokenLifetimeS = 60 } = {}): Promise<TestIssuer> {
  const told: string[] = [];
  const homeserver = createServer(async (request, response) => {
    const { localpart, device_id: deviceId } = (await json(request)) as Record<string, string>;
    told.push([request.url?.split("/").at(-1), localpart, deviceId].filter(Boolean).join(" "));
    response.writeHead(request.headers.authorization === `Bearer ${SECRET}` ? 200 : 403).end("{}");
  });
  const homeserverUrl = await listening(homeserver);
  const server = createServer((request, response) => answer(request, response));
  const base = await listening(server);
  const url = `${base}/hs1`;
  const answer = issuer({ port: 0, realms: [{ server: "hs1", url, homeserverUrl, secret: SECRET, tokenLifetimeS }] });
  const client = clientOf(url);
  await client.postJson("/admin/users", ALICE_ACCOUNT, TRUSTED);
  return {
    ...client,
    told,
    [Symbol.asyncDispose]: async () => {
      for (const each of [server, homeserver]) {
        each.closeAllConnections();
        each.close();
      }
    },
  };
}

export function clientOf(url: string): IssuerClient {
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const at = path.startsWith("http") ? path : url + path;
    const reply = await fetch(at, { method: "POST", redirect: "manual", ...init });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, json: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    url,
    post: (path, form, headers = {}) => send(path, { body: new URLSearchParams(form), headers }),
    postJson: (path, body, headers = {}) =>
      send(path, { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } }),
  };
}

const ALICE_ACCOUNT = { localpart: "alice", password: "hush" };
export const ALICE = { username: "alice", password: "hush" };
export const TRUSTED = { authorization: `Bearer ${SECRET}` };

/** Registers a client and returns its id. */
export async function registerClient({ postJson }: IssuerClient): Promise<string> {
  const grant_types = ["authorization_code", "refresh_token"];
  const metadata = { client_uri: "https://client.example/", redirect_uris: [REDIRECT_URI], grant_types };
  return (await postJson("/oauth2/registration", metadata)).json.client_id;
}

/** The URL of the authorization page that a client opens for a device. */
export function pageFor(clientId: string, verifier: string, changes: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: "code",
    response_mode: "query",
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope: "urn:matrix:client:api:* urn:matrix:client:device:PHONE",
    state: "the state",
    code_challenge_method: "S256",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    ...changes,
  });
  return `/authorize?${query}`;
}

/** The whole way to tokens for Alice's phone. */
export async function signIn(at: IssuerClient) {
  const [clientId, verifier] = [await registerClient(at), randomUUID()];
  const consent = await at.post(pageFor(clientId, verifier), ALICE, { accept: "application/json" });
  const code = new URL(consent.json.redirect_to).searchParams.get("code") as string;
  const exchange = { grant_type: "authorization_code", client_id: clientId, redirect_uri: REDIRECT_URI, code };
  const tokens = (await at.post("/oauth2/token", { ...exchange, code_verifier: verifier })).json;
  return {
    clientId,
    accessToken: tokens.access_token as string,
    refreshToken: tokens.refresh_token as string,
    tokens,
    /** Asks for the code to be exchanged once more. */
    exchangeAgain: () => at.post("/oauth2/token", { ...exchange, code_verifier: verifier }),
    refresh: (refreshToken: string) =>
      at.post("/oauth2/token", { grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken }),
    introspect: (token: string) => at.post("/oauth2/introspect", { token, token_type_hint: "access_token" }, TRUSTED),
  };
}

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
