import { assert } from "chai";
import type { RequestHead } from "../../../images/gateway/tap/match.ts";
import { ciphertextHash, isKeyRelevant, summarise } from "../../../images/gateway/tap/summary.ts";

const head = (route: string, path = "/", method = "POST"): RequestHead => ({
  link: "clients->hs1",
  method,
  path,
  route,
  user: "@alice:hs1",
  deviceId: "A",
});
const olm = (body: string, type = 0) => ({
  algorithm: "m.olm.v1.curve25519-aes-sha2",
  sender_key: "secret-not",
  ciphertext: { curve: { type, body } },
  "org.matrix.msgid": "id1",
});
const sent = { type: "m.room.encrypted", olmType: 0, hash: ciphertextHash("body"), messageId: "id1" };

describe("the key summary", () => {
  it("of an upload", () => {
    const request = {
      device_keys: {},
      one_time_keys: { "signed_curve25519:AA": {} },
      fallback_keys: { "signed_curve25519:FF": {} },
    };
    assert.deepEqual(summarise(head("keys/upload"), request, { one_time_key_counts: { signed_curve25519: 1 } }), {
      uploaded: { deviceKeys: true, oneTimeKeys: ["signed_curve25519:AA"], fallbackKeys: ["signed_curve25519:FF"] },
      otkCounts: { signed_curve25519: 1 },
    });
  });

  it("of a query, its devices and failures", () => {
    const reply = { device_keys: { "@bob:hs2": { B: { keys: {} } } }, failures: { hs3: {} } };
    for (const route of ["keys/query", "federation/user/keys/query"]) {
      assert.deepEqual(summarise(head(route), { device_keys: { "@bob:hs2": [], "@eve:hs3": [] } }, reply), {
        queried: { users: ["@bob:hs2", "@eve:hs3"], devices: { "@bob:hs2": ["B"] }, failures: ["hs3"] },
      });
    }
  });

  it("of a device list over federation", () => {
    const path = "/_matrix/federation/v1/user/devices/%40bob%3Ahs2";
    assert.deepEqual(
      summarise(head("federation/user/devices", path, "GET"), undefined, { devices: [{ device_id: "B" }] }),
      {
        queried: { users: ["@bob:hs2"], devices: { "@bob:hs2": ["B"] }, failures: [] },
      },
    );
  });

  it("of a claim, telling fallback keys", () => {
    const reply = { one_time_keys: { "@bob:hs2": { B: { "signed_curve25519:F": { key: "k", fallback: true } } } } };
    assert.deepEqual(
      summarise(head("keys/claim"), { one_time_keys: { "@bob:hs2": { B: "signed_curve25519", C: "" } } }, reply),
      {
        claimed: {
          asked: { "@bob:hs2": ["B", "C"] },
          given: [{ user: "@bob:hs2", deviceId: "B", keyId: "signed_curve25519:F", fallback: true }],
          failures: [],
        },
      },
    );
  });

  it("follows one ciphertext from the sender over federation to the recipient", () => {
    const messages = { "@bob:hs2": { B: olm("body") } };
    const hops = [
      summarise(head("sendToDevice", "/_matrix/client/v3/sendToDevice/m.room.encrypted/t", "PUT"), { messages }, {}),
      summarise(
        head("federation/send"),
        {
          edus: [
            {
              edu_type: "m.direct_to_device",
              content: { type: "m.room.encrypted", sender: "@alice:hs1", message_id: "m", messages },
            },
          ],
        },
        {},
      ),
      summarise({ ...head("sync", "/", "GET"), user: "@bob:hs2", deviceId: "B" }, undefined, {
        next_batch: "s",
        to_device: { events: [{ type: "m.room.encrypted", sender: "@alice:hs1", content: olm("body") }] },
      }),
      summarise(
        { ...head("sync"), user: "@bob:hs2", deviceId: "B" },
        {},
        {
          pos: "1",
          extensions: {
            to_device: { events: [{ type: "m.room.encrypted", sender: "@alice:hs1", content: olm("body") }] },
          },
        },
      ),
    ];
    for (const hop of hops) {
      assert.deepEqual(hop?.toDevice, [
        { ...sent, sender: "@alice:hs1", recipient: "@bob:hs2", deviceId: "B" } as never,
      ]);
    }
  });

  it("tells why a key was withheld", () => {
    const content = { code: "m.unverified", room_id: "!r", session_id: "S", sender_key: "k" };
    const path = "/_matrix/client/v3/sendToDevice/m.room_key.withheld/t";
    const summary = summarise(head("sendToDevice", path, "PUT"), { messages: { "@bob:hs2": { B: content } } }, {});
    assert.deepEqual(summary?.toDevice?.[0]?.withheld, { code: "m.unverified", room: "!r", session: "S" });
  });

  it("of messages and memberships, sent and synced", () => {
    const path = "/_matrix/client/v3/rooms/!r%3Ahs1/send/m.room.encrypted/t";
    assert.deepEqual(summarise(head("send", path, "PUT"), { session_id: "S", ciphertext: "…" }, { event_id: "$e" }), {
      events: [{ type: "m.room.encrypted", event: "$e", room: "!r:hs1", sender: "@alice:hs1", session: "S" }],
    });
    const member = {
      type: "m.room.member",
      event_id: "$m",
      sender: "@b:hs2",
      state_key: "@b:hs2",
      content: { membership: "join" },
    };
    const name = { type: "m.room.name", event_id: "$n", sender: "@b:hs2", state_key: "", content: {} };
    const expected = [
      { type: "m.room.member", event: "$m", room: "!r", sender: "@b:hs2", stateKey: "@b:hs2", membership: "join" },
    ];
    const v2 = summarise(head("sync", "/", "GET"), undefined, {
      rooms: { join: { "!r": { timeline: { events: [member] }, state: { events: [name] } } } },
    });
    assert.deepEqual(v2?.events, expected);
    const sliding = summarise(
      head("sync"),
      {},
      { pos: "1", rooms: { "!r": { timeline: [member], required_state: [name] } } },
    );
    assert.deepEqual(sliding?.events, expected);
  });

  it("of a sync's device lists and key counts", () => {
    const lists = { changed: ["@b:hs2"], left: [] };
    const summary = { deviceLists: lists, otkCounts: { signed_curve25519: 49 }, unusedFallback: [] };
    const v2 = {
      next_batch: "s",
      device_lists: lists,
      device_one_time_keys_count: { signed_curve25519: 49 },
      device_unused_fallback_key_types: [],
    };
    assert.deepEqual(summarise(head("sync", "/", "GET"), undefined, v2), {
      deviceLists: lists,
      otkCounts: { signed_curve25519: 49 },
    });
    const { next_batch: _, ...e2ee } = v2;
    assert.deepEqual(summarise(head("sync"), {}, { pos: "1", extensions: { e2ee } }), {
      deviceLists: lists,
      otkCounts: summary.otkCounts,
    });
  });

  it("of device list updates over federation", () => {
    const edus = [{ edu_type: "m.device_list_update", content: { user_id: "@a:hs1", device_id: "A" } }];
    assert.deepEqual(summarise(head("federation/send"), { edus }, {}), {
      deviceLists: { changed: ["@a:hs1"], left: [] },
    });
  });

  it("says nothing where there is nothing to say, whatever it is given", () => {
    for (const route of ["sync", "federation/send", "keys/claim", "sendToDevice", "send", "state"]) {
      assert.isTrue(isKeyRelevant(route));
      for (const junk of [undefined, null, 3, "x", [], { rooms: 1, edus: {}, to_device: [], extensions: null }]) {
        assert.doesNotThrow(() => summarise(head(route), junk, junk), JSON.stringify(junk));
      }
    }
    assert.isUndefined(summarise(head("sync", "/", "GET"), undefined, { next_batch: "s" }));
  });
});
