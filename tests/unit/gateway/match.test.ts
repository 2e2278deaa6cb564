import { assert } from "chai";
import {
  contains,
  linkMatches,
  matchesBody,
  matchesHead,
  needsBody,
  type RequestHead,
} from "../../../images/gateway/tap/match.ts";

const head = (more: Partial<RequestHead> = {}): RequestHead => ({
  link: "clients->hs1",
  method: "POST",
  path: "/_matrix/client/v3/keys/claim",
  route: "keys/claim",
  user: "@alice:hs1",
  deviceId: "A",
  device: "alice",
  ...more,
});
const names = {
  nameOf: (user: string, deviceId: string) => (user === "@bob:hs2" && deviceId === "B" ? "bob" : undefined),
  namesOf: (user: string) => (user === "@bob:hs2" ? ["bob"] : []),
};

describe("matching a request", () => {
  it("wants all given parts", () => {
    assert.isTrue(matchesHead({}, head()));
    assert.isTrue(matchesHead({ route: "keys/claim", device: "alice", link: "clients->hs1", method: "POST" }, head()));
    assert.isFalse(matchesHead({ route: "keys/query" }, head()));
    assert.isFalse(matchesHead({ device: "bob" }, head()));
    assert.isFalse(matchesHead({ user: "@bob:hs2" }, head()));
    assert.isTrue(matchesHead({ route: ["sync", "keys/claim"], path: "*/claim" }, head()));
    assert.isFalse(matchesHead({ path: "/claim" }, head()));
  });

  it("means preflights only when asked for", () => {
    assert.isFalse(matchesHead({}, head({ method: "OPTIONS" })));
    assert.isTrue(matchesHead({ method: "OPTIONS" }, head({ method: "OPTIONS" })));
  });

  it("knows wildcards on either side of a link", () => {
    assert.isTrue(linkMatches("*->hs1", "hs2->hs1"));
    assert.isTrue(linkMatches("*->*", "clients->hs1"));
    assert.isTrue(linkMatches("hs1->*", "hs1->hs2"));
    assert.isFalse(linkMatches("hs1->hs2", "hs2->hs1"));
    assert.isFalse(linkMatches("hs->*", "hs1->hs2"));
  });

  it("finds pieces of JSON", () => {
    const whole = { a: [{ b: 1 }, "xyz"], "@u:hs1": { D1: { c: null } } };
    for (const piece of [
      {},
      { a: ["x*z"] },
      { a: [{ b: 1 }, "*"] },
      { "*": { D1: {} } },
      { "*": { "*": { c: null } } },
    ]) {
      assert.isTrue(contains(piece, whole), JSON.stringify(piece));
    }
    for (const piece of [
      { a: ["x"] },
      { a: { b: 1 } },
      { "*": { D2: {} } },
      { z: undefined },
      [],
      { a: [{ b: "1" }] },
    ]) {
      assert.isFalse(contains(piece, whole), JSON.stringify(piece));
    }
    assert.isTrue(contains("a.c(", "a.c("));
    assert.isFalse(contains("a.c", "abc"));
  });

  const about: [string, RequestHead, unknown][] = [
    ["a claim", head(), { one_time_keys: { "@bob:hs2": { B: "signed_curve25519" } } }],
    ["a federated claim", head({ route: "federation/user/keys/claim" }), { one_time_keys: { "@bob:hs2": { B: "" } } }],
    ["a query", head({ route: "keys/query" }), { device_keys: { "@bob:hs2": [] } }],
    [
      "a device list",
      head({ route: "federation/user/devices", path: "/_matrix/federation/v1/user/devices/%40bob%3Ahs2" }),
      {},
    ],
    ["a to-device message", head({ route: "sendToDevice" }), { messages: { "@bob:hs2": { B: {} } } }],
    ["a to-device message to all", head({ route: "sendToDevice" }), { messages: { "@bob:hs2": { "*": {} } } }],
    [
      "a transaction",
      head({ route: "federation/send" }),
      { edus: [{ edu_type: "m.typing", content: {} }, { content: { messages: { "@bob:hs2": { B: {} } } } }] },
    ],
    ["an invite", head({ route: "invite" }), { user_id: "@bob:hs2" }],
  ];
  for (const [what, request, body] of about) {
    it(`finds whom ${what} is about`, () => {
      assert.isTrue(matchesBody({ to: "bob" }, request, body, names));
      assert.isTrue(matchesBody({ to: "@bob:hs2" }, request, body, names));
      assert.isFalse(matchesBody({ to: "carol" }, request, body, names));
      assert.isFalse(matchesBody({ to: "@carol:hs2" }, request, body, names));
    });
  }

  const sent: [string, RequestHead, unknown][] = [
    ["a transaction's event", head({ route: "federation/send" }), { pdus: [{ sender: "@bob:hs2" }] }],
    ["an EDU", head({ route: "federation/send" }), { edus: [{ content: { sender: "@bob:hs2" } }] }],
    ["a device list update", head({ route: "federation/send" }), { edus: [{ content: { user_id: "@bob:hs2" } }] }],
    ["a make_join", head({ route: "federation/make_join", path: "/x/make_join/%21r%3Ahs1/%40bob%3Ahs2?ver=10" }), {}],
    ["a send_join", head({ route: "federation/send_join" }), { sender: "@bob:hs2" }],
    ["an invite between servers", head({ route: "federation/invite" }), { event: { sender: "@bob:hs2" } }],
  ];
  for (const [what, request, body] of sent) {
    it(`finds who is behind ${what}`, () => {
      const { device: _, user: __, ...between } = { ...request, link: "hs2->hs1" };
      const route = between.route as "federation/send";
      for (const match of [
        { route, device: "bob" },
        { route, user: "@bob:hs2" },
      ]) {
        assert.isTrue(matchesHead(match, between) && needsBody(match, between));
        assert.isTrue(matchesBody(match, between, body, names));
      }
      assert.isFalse(matchesBody({ route, device: "carol" }, between, body, names));
      assert.isFalse(matchesHead({ device: "bob" }, between), "a client's own requests alone, when no route is given");
    });
  }

  it("tells a user's devices apart", () => {
    const claim = { one_time_keys: { "@bob:hs2": { OTHER: "signed_curve25519" } } };
    assert.isFalse(matchesBody({ to: "bob" }, head(), claim, names));
  });
});
