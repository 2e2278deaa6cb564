import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { assert } from "chai";
import { eventually } from "../../support/eventually.ts";
import { type Loopback, loopback, PORTS } from "../../support/loopback.ts";

const CLAIM = "/_matrix/client/v3/keys/claim";
const SYNC = "/_matrix/client/v3/sync";

/** What the upstream saw, and an answer to it. */
interface Seen {
  method: string;
  path: string;
  headers: string[];
  body: string;
}

describe("the tap, on loopback", () => {
  let tap: Loopback;
  let seen: Seen[];
  let answer: RequestListener;

  const json =
    (status: number, body: unknown): RequestListener =>
    (_, response) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };

  beforeEach(async () => {
    seen = [];
    answer = json(200, { ok: true });
    tap = await loopback(async (request: IncomingMessage, response) => {
      const { method = "", url = "", rawHeaders } = request;
      const record = { method, path: url, headers: rawHeaders, body: "" };
      seen.push(record);
      record.body = await text(request).catch(() => "(cut)");
      answer(request, response);
    });
  });
  afterEach(async () => {
    await tap[Symbol.asyncDispose]();
  });

  const post = (path: string, body: unknown = {}, token?: string): Promise<Response> =>
    fetch(tap.url + path, {
      method: "POST",
      body: JSON.stringify(body),
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
    });
  const failure = async (request: Promise<unknown>): Promise<string> => {
    const error = await request.then(
      () => assert.fail("the request succeeded"),
      (error: Error) => error,
    );
    return String((error.cause as { code?: string } | undefined)?.code ?? (error as { code?: string }).code);
  };

  /** Logs a device in, so that the tap knows its token. */
  async function login(user: string, deviceId: string, name: string): Promise<string> {
    const token = `token-${deviceId}`;
    answer = json(200, { user_id: user, device_id: deviceId, access_token: token });
    await tap.gateway.nameDevice(user, deviceId, name);
    const ended = tap.nextExchange();
    await post("/_matrix/client/v3/login");
    await ended;
    answer = json(200, { ok: true });
    return token;
  }

  describe("passing", () => {
    it("leaves method, path, headers and body as they are", async () => {
      const socket = connect(PORTS.client, tap.host);
      const body = '{"b":1, "a":"\u00e9"}';
      socket.write(
        `PUT /_matrix/client/v3/x?y=%7E&y=2 HTTP/1.1\r\nhost: Here\r\nX-oDD: a\r\nX-oDD: b\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      await once(socket, "data");
      socket.destroy();
      assert.deepEqual(seen[0], {
        method: "PUT",
        path: "/_matrix/client/v3/x?y=%7E&y=2",
        headers: ["host", "Here", "X-oDD", "a", "X-oDD", "b", "Content-Length", String(Buffer.byteLength(body))],
        body,
      });
    });

    it("leaves status and reply headers as they are", async () => {
      answer = (_, response) => {
        response.sendDate = false;
        response.writeHead(418, "Short And Stout", ["X-A", "1", "x-a", "2", "Content-Length", "2"]).end("hi");
      };
      const socket = connect(PORTS.client, tap.host);
      socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      const reply = await text(socket);
      assert.equal(
        reply,
        "HTTP/1.1 418 Short And Stout\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi",
      );
    });

    it("streams a reply as it comes", async () => {
      const more = Promise.withResolvers<void>();
      answer = async (_, response) => {
        response.write("first");
        await more.promise;
        response.end("second");
      };
      const body = (await fetch(tap.url + SYNC)).body?.getReader();
      const first = await body?.read();
      assert.equal(Buffer.from(first?.value ?? []).toString(), "first");
      more.resolve();
      const second = await body?.read();
      assert.equal(Buffer.from(second?.value ?? []).toString(), "second");
    });

    it("streams large bodies both ways", async () => {
      const big = Buffer.alloc(3_000_000, "x");
      answer = (_, response) => response.end(big);
      const reply = await fetch(`${tap.url}/_matrix/media/v3/upload`, { method: "POST", body: big });
      assert.equal((await reply.arrayBuffer()).byteLength, big.length);
      assert.equal(seen[0]?.body.length, big.length);
    });

    it("uses one upstream connection for each of the caller's", async () => {
      const ports = new Set<number | undefined>();
      answer = (request, response) => {
        ports.add(request.socket.remotePort);
        response.end();
      };
      const socket = connect(PORTS.client, tap.host);
      for (let i = 0; i < 3; i++) {
        socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await once(socket, "data");
      }
      socket.destroy();
      assert.equal(ports.size, 1);
    });

    it("passes a federation request by TLS, naming who dials", async () => {
      const ended = tap.nextExchange();
      const { status } = await tap.federate("/_matrix/federation/v1/version");
      assert.equal(status, 200);
      assert.deepInclude(await ended, { link: "hs1->hs2", route: "federation/version", outcome: "answered" });
    });
  });

  describe("mirroring", () => {
    it("cuts the caller when the server cuts", async () => {
      answer = (request) => request.socket.resetAndDestroy();
      assert.equal(await failure(post(CLAIM)), "ECONNRESET");
      await sleep(5);
      assert.deepInclude(tap.exchanges[0], { outcome: "cut", status: null });
    });

    it("cuts the caller when the server cuts within the reply", async () => {
      answer = (request, response) => {
        response.writeHead(200, { "content-length": "100" }).write("half");
        setTimeout(() => request.socket.destroy(), 5);
      };
      const reply = await fetch(tap.url + SYNC);
      await failure(reply.text());
      await sleep(5);
      assert.deepInclude(tap.exchanges[0], { outcome: "cut", serverStatus: 200 });
    });

    it("hangs up on the server when the caller hangs up", async () => {
      const hungUp = Promise.withResolvers<void>();
      answer = (request) => request.socket.once("close", () => hungUp.resolve());
      const ended = tap.nextExchange();
      const giveUp = new AbortController();
      const request = fetch(tap.url + SYNC, { signal: giveUp.signal });
      await sleep(20);
      giveUp.abort();
      await failure(request);
      await hungUp.promise;
      assert.deepInclude(await ended, { outcome: "abandoned", status: null });
    });

    it("closes an idle connection when the server does", async () => {
      answer = (request, response) => {
        response.end("bye");
        setTimeout(() => request.socket.destroy(), 5);
      };
      const socket = connect(PORTS.client, tap.host);
      socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assert.include(await text(socket), "bye");
    });
  });

  describe("knowing", () => {
    it("learns a token from a login and names its device", async () => {
      const token = await login("@alice:hs1", "DEV", "alice");
      assert.equal(tap.exchanges[0]?.device, "alice");
      const ended = tap.nextExchange();
      await post(CLAIM, {}, token);
      assert.equal((await ended).device, "alice");
    });

    it("knows by its refresh token who asks an issuer for the next, and tells no token", async () => {
      const grant = (form: Record<string, string>) =>
        fetch(`${tap.url}/hs1/oauth2/token`, { method: "POST", body: new URLSearchParams(form) });
      const pair = (n: number) => ({ access_token: `mat_access${n}`, refresh_token: `mar_refresh${n}` });
      await tap.gateway.nameDevice("@alice:hs1", "DEV", "alice");
      answer = json(200, pair(1));
      await grant({ grant_type: "authorization_code", code: "mac_code" });
      answer = json(200, { user_id: "@alice:hs1", device_id: "DEV" });
      const known = tap.nextExchange();
      await fetch(`${tap.url}/_matrix/client/v3/account/whoami`, { headers: { authorization: "Bearer mat_access1" } });
      await known;
      answer = json(200, pair(2));
      const match = { route: "oauth2/token", device: "alice", body: { grant_type: "refresh_token" } } as const;
      const rule = await tap.gateway.addRule(match, { do: "dropReply" }, "f1");
      await failure(grant({ grant_type: "refresh_token", refresh_token: "mar_refresh1" }));
      await rule.remove();
      const ended = tap.nextExchange();
      await grant({ grant_type: "refresh_token", refresh_token: "mar_refresh2" });
      assert.equal((await ended).device, "alice");
      assert.equal(seen.at(-1)?.body, "grant_type=refresh_token&refresh_token=mar_refresh2");
      assert.notMatch(JSON.stringify(tap.exchanges), /m(at|ar|ac)_/);
    });

    it("keeps tokens out of paths", async () => {
      const ended = tap.nextExchange();
      await fetch(`${tap.url}${SYNC}?access_token=secret&since=s1`);
      assert.equal((await ended).path, `${SYNC}?access_token=…&since=s1`);
    });

    it("summarises compressed replies", async () => {
      answer = (_, response) => {
        const body = { next_batch: "s", device_one_time_keys_count: { signed_curve25519: 50 } };
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(JSON.stringify(body)));
      };
      const ended = tap.nextExchange();
      await (await fetch(tap.url + SYNC)).json();
      assert.deepEqual((await ended).keys?.otkCounts, { signed_curve25519: 50 });
    });

    it("refuses a stranger at the control port", async () => {
      const socket = connect(PORTS.control, tap.host);
      socket.write('{"id":1,"command":{"do":"authenticate","secret":"open"}}\n');
      assert.equal(await text(socket), "");
    });
  });

  describe("actions", () => {
    it("drops a request before the server sees it", async () => {
      const rule = await tap.gateway.addRule({ route: "keys/claim" }, { do: "dropRequest" }, "f1");
      assert.equal(await failure(post(CLAIM)), "ECONNRESET");
      await rule.bitten(100);
      assert.isEmpty(seen);
      assert.deepInclude(tap.exchanges[0], { outcome: "cut", faults: ["f1"] });
      await rule.remove();
      assert.equal((await post(CLAIM)).status, 200);
    });

    it("drops the reply after the server acted", async () => {
      const rule = await tap.gateway.addRule({ route: "keys/claim" }, { do: "dropReply" }, "f1");
      assert.equal(await failure(post(CLAIM)), "ECONNRESET");
      assert.lengthOf(seen, 1);
      assert.equal(rule.bites(), 1);
      await sleep(5);
      assert.deepInclude(tap.exchanges[0], { outcome: "cut", status: null, serverStatus: 200 });
    });

    it("fails a request in the server's stead, in a way that browsers may read", async () => {
      const error = { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 100 };
      await tap.gateway.addRule({}, { do: "fail", status: 429, json: error, headers: { "Retry-After": "1" } }, "f1");
      const reply = await post(CLAIM);
      assert.equal(reply.status, 429);
      assert.equal(reply.headers.get("access-control-allow-origin"), "*");
      assert.equal(reply.headers.get("retry-after"), "1");
      assert.deepEqual(await reply.json(), error);
      assert.isEmpty(seen);
      assert.deepInclude(tap.exchanges[0], { status: 429, serverStatus: null, errcode: "M_LIMIT_EXCEEDED" });
    });

    it("leaves browsers' preflights alone", async () => {
      await tap.gateway.addRule({}, { do: "dropRequest" }, "f1");
      assert.equal((await fetch(tap.url + CLAIM, { method: "OPTIONS" })).status, 200);
    });

    it("delays requests, and replies", async () => {
      const request = await tap.gateway.addRule(
        { route: "keys/claim" },
        { do: "delay", ms: 60, when: "request" },
        "f1",
      );
      const began = performance.now();
      await post(CLAIM);
      assert.isAtLeast(performance.now() - began, 59);
      await request.remove();
      await tap.gateway.addRule({ route: "keys/claim" }, { do: "delay", ms: 60, when: "reply" }, "f2");
      const begun = performance.now();
      await post(CLAIM);
      assert.isAtLeast(performance.now() - begun, 59);
    });

    for (const when of ["request", "reply"] as const) {
      it(`holds a ${when} until released`, async () => {
        const rule = await tap.gateway.addRule({ route: "keys/claim" }, { do: "hold", when }, "f1");
        const claim = post(CLAIM);
        await rule.bitten(500);
        assert.lengthOf(seen, when === "request" ? 0 : 1);
        assert.equal(tap.held(), 1);
        await rule.release();
        assert.equal((await claim).status, 200);
        assert.equal(tap.held(), 0);
      });
    }

    it("forgets a held request whose caller gives up", async () => {
      const rule = await tap.gateway.addRule({}, { do: "hold", when: "request" }, "f1");
      const giveUp = new AbortController();
      const request = fetch(tap.url + SYNC, { signal: giveUp.signal });
      await rule.bitten(500);
      const ended = tap.nextExchange();
      giveUp.abort();
      await failure(request);
      assert.equal((await ended).outcome, "abandoned");
      assert.equal(tap.held(), 0);
      assert.isEmpty(seen);
    });

    it("catches the reply of a long poll that was under way already", async () => {
      const news = Promise.withResolvers<void>();
      answer = async (_, response) => {
        await news.promise;
        response.end("{}");
      };
      const sync = fetch(tap.url + SYNC);
      sync.catch(() => {});
      await sleep(20);
      await tap.gateway.addRule({ route: "sync" }, { do: "dropReply" }, "f1");
      news.resolve();
      assert.equal(await failure(sync), "ECONNRESET");
    });

    it("duplicates a request; the caller sees one answer", async () => {
      await tap.gateway.addRule({ route: "keys/claim" }, { do: "duplicate", extra: 2 }, "f1");
      assert.equal((await post(CLAIM, { a: 1 })).status, 200);
      await sleep(30);
      assert.deepEqual(
        seen.map(({ body }) => body),
        Array(3).fill('{"a":1}'),
      );
      assert.lengthOf(tap.exchanges, 3);
    });

    it("replays a request later, or at release", async () => {
      const later = await tap.gateway.addRule({ times: 1 }, { do: "replay", afterMs: 30 }, "f1");
      await post(CLAIM, { a: 1 });
      assert.lengthOf(seen, 1);
      await eventually("the replay", async () => (seen.length === 2 ? true : undefined));
      await later.remove();
      const released = await tap.gateway.addRule({ times: 1 }, { do: "replay" }, "f2");
      await post(CLAIM, { b: 1 });
      await sleep(20);
      assert.lengthOf(seen, 3);
      await released.release();
      await eventually("the release", async () => (seen.length === 4 ? true : undefined));
      assert.equal(seen[3]?.body, '{"b":1}');
    });

    it("reorders two requests", async () => {
      await tap.gateway.addRule({ route: "keys/claim", times: 2 }, { do: "reorder" }, "f1");
      const first = post(CLAIM, { n: 1 });
      await sleep(20);
      await post(CLAIM, { n: 2 });
      await first;
      assert.deepEqual(
        seen.map(({ body }) => body),
        ['{"n":2}', '{"n":1}'],
      );
    });

    it("cuts within the body of a request", async () => {
      await tap.gateway.addRule({}, { do: "cutRequest", afterBytes: 4 }, "f1");
      await failure(post(CLAIM, { long: "body" }));
      await sleep(20);
      assert.equal(seen[0]?.body, "(cut)");
    });

    it("cuts within the body of a reply", async () => {
      await tap.gateway.addRule({}, { do: "cutReply", afterBytes: 4 }, "f1");
      const reply = await post(CLAIM);
      assert.equal(reply.status, 200);
      await failure(reply.text());
    });

    it("cuts a device's requests under way together with its new ones", async () => {
      const token = await login("@alice:hs1", "DEV", "alice");
      answer = () => {};
      const headers = { authorization: `Bearer ${token}` };
      const sync = fetch(tap.url + SYNC, { headers });
      const others = fetch(tap.url + SYNC);
      others.catch(() => {});
      await sleep(20);
      const rule = await tap.gateway.addRule({ device: "alice" }, { do: "cutNetwork" }, "f1");
      assert.equal(await failure(sync), "ECONNRESET");
      assert.equal(await failure(post(CLAIM, {}, token)), "ECONNRESET");
      assert.equal(rule.bites(), 2);
    });

    it("lets the harness rewrite a request and a reply", async () => {
      await tap.gateway.addRule(
        { route: "keys/claim" },
        { do: "rewriteRequest", with: ({ json }) => ({ json: { ...(json as object), more: 1 } }) },
        "f1",
      );
      await tap.gateway.addRule(
        { route: "keys/claim" },
        { do: "rewriteReply", with: ({ json }, reply) => ({ status: 201, json: { json, was: reply.json } }) },
        "f2",
      );
      const reply = await post(CLAIM, { a: 1 });
      assert.equal(reply.status, 201);
      assert.deepEqual(await reply.json(), { json: { a: 1, more: 1 }, was: { ok: true } });
      assert.equal(seen[0]?.body, '{"a":1,"more":1}');
      await sleep(5);
      assert.deepEqual(tap.exchanges[0]?.faults, ["f1", "f2"]);
    });

    it("sends a reply that is no JSON", async () => {
      await tap.gateway.addRule({}, { do: "rewriteReply", with: () => ({ status: 200, raw: "{oops" }) }, "f1");
      assert.equal(await (await post(CLAIM)).text(), "{oops");
    });

    it("rewrites a compressed reply", async () => {
      answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync('{"a":1}'));
      const action = { do: "rewriteReply", with: (_: unknown, reply: object) => reply } as const;
      await tap.gateway.addRule({}, action as never, "f1");
      assert.deepEqual(await (await post(CLAIM)).json(), { a: 1 });
    });

    it("says what a rule's function threw when the rule is removed", async () => {
      const broken = (): never => {
        throw new Error("oops");
      };
      const rule = await tap.gateway.addRule({}, { do: "rewriteReply", with: broken }, "f1");
      assert.equal((await post(CLAIM)).status, 200);
      await rule.remove().then(
        () => assert.fail("removed in silence"),
        (error: Error) => assert.equal(error.message, "oops"),
      );
      await rule.remove();
    });

    it("touches the second request only", async () => {
      const rule = await tap.gateway.addRule({ skip: 1, times: 1 }, { do: "fail", status: 503 }, "f1");
      const statuses = [await post(CLAIM), await post(CLAIM), await post(CLAIM)].map(({ status }) => status);
      assert.deepEqual(statuses, [200, 503, 200]);
      assert.equal(rule.bites(), 1);
    });

    it("matches by a piece of the body, and by the device concerned", async () => {
      await login("@bob:hs1", "BOB", "bob");
      await tap.gateway.addRule({ to: "bob" }, { do: "fail", status: 503 }, "f1");
      const claim = (user: string, device: string) => post(CLAIM, { one_time_keys: { [user]: { [device]: "x" } } });
      assert.equal((await claim("@bob:hs1", "BOB")).status, 503);
      assert.equal((await claim("@bob:hs1", "OTHER")).status, 200);
      assert.equal((await claim("@eve:hs1", "BOB")).status, 200);
    });

    it("takes one to-device message out of a sync", async () => {
      const token = await login("@bob:hs1", "BOB", "bob");
      const events = [1, 2, 3].map((n) => ({ type: "m.room.encrypted", sender: "@alice:hs1", content: { n } }));
      answer = json(200, { next_batch: "s", to_device: { events } });
      const items = { of: "toDevice", type: "m.room.encrypted", to: "bob" } as const;
      const rule = await tap.gateway.addRule({ route: "sync", skip: 1, times: 1 }, { do: "dropItems", items }, "f1");
      const reply = await fetch(tap.url + SYNC, { headers: { authorization: `Bearer ${token}` } });
      const left = ((await reply.json()) as { to_device: { events: { content: { n: number } }[] } }).to_device.events;
      assert.deepEqual(
        left.map(({ content }) => content.n),
        [1, 3],
      );
      assert.equal(rule.bites(), 1);
    });

    it("signs a federation request anew when it changed it", async () => {
      const items = { of: "deviceList" } as const;
      await tap.gateway.addRule({ route: "federation/send" }, { do: "dropItems", items }, "f1");
      const edus = [
        { edu_type: "m.device_list_update", content: { user_id: "@a:hs1" } },
        { edu_type: "m.typing", content: {} },
      ];
      await tap.federate("/_matrix/federation/v1/send/1", {
        method: "PUT",
        headers: { authorization: "X-Matrix old" },
        body: JSON.stringify({ edus }),
      });
      assert.deepEqual(JSON.parse(seen[0]?.body ?? ""), { edus: [edus[1]] });
      const authorization = seen[0]?.headers[seen[0].headers.indexOf("authorization") + 1];
      assert.match(
        authorization ?? "",
        /^X-Matrix origin="hs1",destination="hs2",key="ed25519:gateway",sig="[\w+/]+"$/,
      );
    });
  });
});
