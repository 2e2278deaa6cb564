import { randomUUID } from "node:crypto";
import { assert } from "chai";
import { isValidAuthMetadata } from "matrix-js-sdk";
import { eventually } from "../../support/eventually.ts";
import {
  ALICE,
  pageFor,
  REDIRECT_URI,
  registerClient,
  signIn,
  type TestIssuer,
  TRUSTED,
  testIssuer,
} from "../../support/issuer.ts";

describe("the issuer", () => {
  let at: TestIssuer;
  beforeEach(async () => {
    at = await testIssuer();
  });
  afterEach(() => at[Symbol.asyncDispose]());

  const refused = ({ status, json }: { status: number; json: { error: string } }) => [status, json.error];

  describe("its metadata (RFC 8414)", () => {
    it("are what a Matrix client asks for, at both well-known places", async () => {
      const ours = await (await fetch(`${at.url}/.well-known/openid-configuration`)).json();
      assert.isTrue(isValidAuthMetadata(ours));
      assert.equal(ours.issuer, `${at.url}/`);
      const { origin } = new URL(at.url);
      const standard = await (await fetch(`${origin}/.well-known/oauth-authorization-server/hs1/`)).json();
      assert.deepEqual(standard, ours);
    });

    it("let browsers of any origin in", async () => {
      const preflight = await fetch(`${at.url}/oauth2/token`, { method: "OPTIONS" });
      assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
      assert.include(preflight.headers.get("access-control-allow-headers"), "content-type");
    });
  });

  describe("registering clients (RFC 7591)", () => {
    const metadata = { client_uri: "https://client.example/", redirect_uris: [REDIRECT_URI] };
    const register = (changes: object) => at.postJson("/oauth2/registration", { ...metadata, ...changes });

    it("gives out an id and says what it took", async () => {
      const { status, json } = await register({ client_name: "A client" });
      assert.equal(status, 201);
      assert.isString(json.client_id);
      assert.include(json, { client_name: "A client", token_endpoint_auth_method: "none" });
      assert.deepEqual(json.redirect_uris, [REDIRECT_URI]);
    });

    it("refuses clients that it could not serve", async () => {
      assert.deepEqual(refused(await register({ redirect_uris: [] })), [400, "invalid_redirect_uri"]);
      assert.deepEqual(refused(await register({ redirect_uris: ["nowhere"] })), [400, "invalid_redirect_uri"]);
      for (const wrong of [
        { client_uri: "http://client.example/" },
        { grant_types: ["password"] },
        { token_endpoint_auth_method: "client_secret_basic" },
      ]) {
        assert.deepEqual(refused(await register(wrong)), [400, "invalid_client_metadata"]);
      }
    });
  });

  describe("the authorization page (RFC 6749, 4.1; RFC 7636)", () => {
    let clientId: string;
    const verifier = randomUUID();
    const asked = (changes: Record<string, string>, user = ALICE) =>
      at.post(pageFor(clientId, verifier, changes), user, { accept: "application/json" });
    const saidTo = (redirectTo: string) => Object.fromEntries(new URL(redirectTo).searchParams);

    beforeEach(async () => {
      clientId = await registerClient(at);
    });

    it("sends a browser back with a code, and a client without one as well", async () => {
      const browser = await at.post(pageFor(clientId, verifier), ALICE);
      assert.equal(browser.status, 303);
      const sent = saidTo(browser.headers.get("location") as string);
      assert.equal(sent.state, "the state");
      assert.match(sent.code as string, /^mac_/);
      assert.match(saidTo((await asked({})).json.redirect_to).code as string, /^mac_/);
    });

    it("puts its answer into the fragment where that is asked for", async () => {
      const { json } = await asked({ response_mode: "fragment" });
      assert.match(new URL(json.redirect_to).hash, /code=mac_.*state=the\+state/);
    });

    it("never sends anyone to an address that the client did not register", async () => {
      assert.deepEqual(refused(await asked({ redirect_uri: "http://evil.example/" })), [400, "invalid_request"]);
      assert.deepEqual(refused(await asked({ client_id: "nobody" })), [400, "invalid_client"]);
    });

    it("tells the client what is wrong with its request", async () => {
      for (const [changes, error] of [
        [{ response_type: "token" }, "unsupported_response_type"],
        [{ code_challenge_method: "plain" }, "invalid_request"],
        [{ scope: "urn:matrix:client:api:*" }, "invalid_scope"],
        [{ scope: "urn:matrix:client:api:* urn:matrix:client:device:A urn:matrix:client:device:B" }, "invalid_scope"],
      ] as const) {
        const said = saidTo((await asked(changes)).json.redirect_to);
        assert.deepEqual([said.error, said.state], [error, "the state"]);
      }
    });

    it("gives nothing for a wrong password", async () => {
      const { status, json } = await asked({}, { username: "alice", password: "guess" });
      assert.deepEqual([status, json.error, json.redirect_to], [403, "access_denied", undefined]);
    });

    it("gives tokens only to who can prove to have asked", async () => {
      const code = saidTo((await asked({})).json.redirect_to).code as string;
      const grant = { grant_type: "authorization_code", client_id: clientId, redirect_uri: REDIRECT_URI, code };
      const thief = await at.post("/oauth2/token", { ...grant, code_verifier: "a guess" });
      assert.deepEqual(refused(thief), [400, "invalid_grant"]);
      const elsewhere = await at.post("/oauth2/token", {
        ...grant,
        redirect_uri: "http://x/",
        code_verifier: verifier,
      });
      assert.deepEqual(refused(elsewhere), [400, "invalid_grant"]);
      assert.equal((await at.post("/oauth2/token", { ...grant, code_verifier: verifier })).status, 200);
    });
  });

  describe("tokens", () => {
    it("come when the homeserver knows user and device, and may not be cached", async () => {
      const { tokens } = await signIn(at);
      assert.deepEqual(at.told, ["provision_user alice", "upsert_device alice PHONE"]);
      assert.include(tokens, { token_type: "Bearer" });
      assert.include(tokens.scope, "urn:matrix:client:device:PHONE");
      assert.isAtMost(tokens.expires_in, 60);
      const { headers } = await at.post("/oauth2/token", {});
      assert.equal(headers.get("cache-control"), "no-store");
    });

    it("die with a code that comes a second time", async () => {
      const { accessToken, exchangeAgain, introspect } = await signIn(at);
      assert.deepEqual(refused(await exchangeAgain()), [400, "invalid_grant"]);
      assert.deepEqual((await introspect(accessToken)).json, { active: false });
    });

    it("are told to the homeserver as Synapse reads them (RFC 7662), and to nobody else", async () => {
      const { accessToken, introspect, clientId } = await signIn(at);
      const { json } = await introspect(accessToken);
      const whose = { active: true, username: "alice", device_id: "PHONE", client_id: clientId };
      assert.include(json, whose);
      assert.include(json.scope, "urn:matrix:client:api:*");
      assert.isTrue(Number.isInteger(json.expires_in));
      assert.deepEqual((await introspect("mat_nonsense")).json, { active: false });
      assert.equal((await at.post("/oauth2/introspect", { token: accessToken })).status, 401);
    });

    it("run out, and can be refreshed all the same", async () => {
      await using brief = await testIssuer({ tokenLifetimeS: 0.2 });
      const { accessToken, refreshToken, introspect, refresh } = await signIn(brief);
      await eventually("the token runs out", async () => !(await introspect(accessToken)).json.active || undefined);
      assert.equal((await refresh(refreshToken)).status, 200);
    });

    it("are given for no other grant, and to no stranger", async () => {
      const { clientId } = await signIn(at);
      const odd = await at.post("/oauth2/token", { grant_type: "password", client_id: clientId });
      assert.deepEqual(refused(odd), [400, "unsupported_grant_type"]);
      const nobody = await at.post("/oauth2/token", { grant_type: "refresh_token", client_id: "nobody" });
      assert.deepEqual(refused(nobody), [401, "invalid_client"]);
    });
  });

  describe("rotation", () => {
    it("makes the tokens before invalid, once the new ones are used", async () => {
      const { accessToken, refreshToken, refresh, introspect } = await signIn(at);
      const { json: next } = await refresh(refreshToken);
      assert.notEqual(next.refresh_token, refreshToken);
      assert.isFalse((await introspect(accessToken)).json.active);
      assert.isTrue((await introspect(next.access_token)).json.active);
      assert.deepEqual(refused(await refresh(refreshToken)), [400, "invalid_grant"]);
    });

    it("takes a spent refresh token again while the answer may have been lost, and revokes what was in it", async () => {
      const { refreshToken, refresh, introspect } = await signIn(at);
      const { json: lost } = await refresh(refreshToken);
      const { status, json: next } = await refresh(refreshToken);
      assert.equal(status, 200);
      assert.isFalse((await introspect(lost.access_token)).json.active);
      assert.deepEqual(refused(await refresh(lost.refresh_token)), [400, "invalid_grant"]);
      assert.isTrue((await introspect(next.access_token)).json.active);
    });

    it("does not take it again once the next refresh token has been spent", async () => {
      const { refreshToken, refresh } = await signIn(at);
      const { json: next } = await refresh(refreshToken);
      await refresh(next.refresh_token);
      assert.deepEqual(refused(await refresh(refreshToken)), [400, "invalid_grant"]);
    });
  });

  describe("the end of a session", () => {
    it("comes by revocation of either token (RFC 7009), and takes the device with it", async () => {
      for (const which of ["accessToken", "refreshToken"] as const) {
        const session = await signIn(at);
        const revocation = await at.post("/oauth2/revoke", { token: session[which], client_id: session.clientId });
        assert.equal(revocation.status, 200);
        assert.equal(at.told.at(-1), "delete_device alice PHONE");
        assert.isFalse((await session.introspect(session.accessToken)).json.active);
        assert.deepEqual(refused(await session.refresh(session.refreshToken)), [400, "invalid_grant"]);
      }
    });

    it("is not brought about by another client, and unknown tokens count as revoked", async () => {
      const { accessToken, introspect } = await signIn(at);
      assert.equal((await at.post("/oauth2/revoke", { token: accessToken, client_id: "another" })).status, 200);
      assert.equal((await at.post("/oauth2/revoke", { token: "mat_unknown", client_id: "any" })).status, 200);
      assert.isTrue((await introspect(accessToken)).json.active);
    });

    it("comes by the account page, also for the harness's own token", async () => {
      const { refreshToken, refresh, introspect } = await signIn(at);
      const device = { localpart: "alice", device_id: "PHONE" };
      const own = (await at.postJson("/admin/tokens", device, TRUSTED)).json.access_token;
      assert.isTrue((await introspect(own)).json.active);
      assert.equal((await at.postJson("/admin/end-session", device)).status, 401);
      assert.equal((await at.postJson("/admin/end-session", device, TRUSTED)).status, 200);
      assert.isFalse((await introspect(own)).json.active);
      assert.deepEqual(refused(await refresh(refreshToken)), [400, "invalid_grant"]);
    });

    it("comes when another client signs in under the device's id", async () => {
      const first = await signIn(at);
      const second = await signIn(at);
      assert.isFalse((await first.introspect(first.accessToken)).json.active);
      assert.isTrue((await second.introspect(second.accessToken)).json.active);
    });
  });

  it("says so where it has nothing", async () => {
    const { origin } = new URL(at.url);
    assert.deepEqual(refused(await at.post("/nothing", {})), [404, "not_found"]);
    assert.deepEqual(refused(await at.post(`${origin}/hs9/oauth2/token`, {})), [404, "not_found"]);
    assert.deepEqual(refused(await at.postJson("/oauth2/registration", [])), [400, "invalid_request"]);
  });
});
