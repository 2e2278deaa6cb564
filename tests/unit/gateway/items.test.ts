import { assert } from "chai";
import type { ItemMatch } from "../../../harness/world/gateway.ts";
import { withoutItems } from "../../../images/gateway/tap/items.ts";

const names = {
  nameOf: (_: string, deviceId: string) => (deviceId === "B1" ? "bob" : "bob/2"),
  namesOf: () => [],
};
const bob = { user: "@b:hs2", deviceId: "B1" };
const without = (route: string, body: unknown, match: ItemMatch, goes = () => true) =>
  withoutItems(route, body, match, bob, names, goes);

describe("taking items out", () => {
  const transaction = {
    pdus: [
      { type: "m.room.member", sender: "@a:hs1" },
      { type: "m.room.encrypted", sender: "@a:hs1" },
    ],
    edus: [
      { edu_type: "m.typing", content: { user_id: "@a:hs1" } },
      { edu_type: "m.device_list_update", content: { user_id: "@a:hs1" } },
      {
        edu_type: "m.direct_to_device",
        content: { type: "m.room.encrypted", sender: "@a:hs1", messages: { "@b:hs2": { B1: { n: 1 }, B2: { n: 2 } } } },
      },
    ],
  };

  it("of a transaction: one recipient's to-device message", () => {
    const left = without("federation/send", transaction, { of: "toDevice", to: "bob/2" }) as typeof transaction;
    assert.deepEqual(left.edus[2]?.content.messages, { "@b:hs2": { B1: { n: 1 } } } as never);
    assert.deepEqual(left.pdus, transaction.pdus);
  });

  it("of a transaction: device lists, EDUs and PDUs by type", () => {
    const types = (body: unknown) => (body as typeof transaction).edus.map(({ edu_type }) => edu_type);
    assert.deepEqual(types(without("federation/send", transaction, { of: "deviceList" })), [
      "m.typing",
      "m.direct_to_device",
    ]);
    assert.deepEqual(types(without("federation/send", transaction, { of: "edu", type: "m.d*" })), ["m.typing"]);
    const left = without("federation/send", transaction, {
      of: "event",
      type: "m.room.encrypted",
    }) as typeof transaction;
    assert.deepEqual(left.pdus, [transaction.pdus[0] as never]);
  });

  it("of a to-device request", () => {
    const body = { messages: { "@b:hs2": { B1: { a: 1 } }, "@c:hs1": { C: { a: 2 } } } };
    assert.deepEqual(without("sendToDevice", body, { of: "toDevice", content: { a: 1 } }), {
      messages: { "@c:hs1": { C: { a: 2 } } },
    });
  });

  it("of a to-device request: by the type in its path, and by its sender", () => {
    const body = { messages: { "@c:hs1": { C: {} } } };
    const path = "/_matrix/client/v3/sendToDevice/m.room.encrypted/1";
    const left = (match: ItemMatch) =>
      withoutItems("sendToDevice", body, match, { user: "@a:hs1", path }, names, () => true);
    assert.deepEqual(left({ of: "toDevice", type: "m.room.encrypted", sender: "@a:hs1" }), { messages: {} });
    assert.strictEqual(left({ of: "toDevice", type: "m.dummy" }), body);
    assert.strictEqual(left({ of: "deviceList" }), body);
  });

  const events = [
    { type: "t", sender: "@a:hs1", content: { n: 1 } },
    { type: "t", sender: "@c:hs1", content: { n: 2 } },
  ];
  it("of a sync: messages to this device, and only to it", () => {
    const body = { next_batch: "s", to_device: { events } };
    assert.deepEqual(without("sync", body, { of: "toDevice", sender: "@a:hs1", to: "bob" }), {
      next_batch: "s",
      to_device: { events: [events[1]] },
    });
    assert.strictEqual(without("sync", body, { of: "toDevice", to: "bob/2" }), body);
  });

  it("of a sliding sync", () => {
    const body = {
      pos: "1",
      rooms: { "!r": { timeline: events } },
      extensions: { to_device: { next_batch: "n", events }, e2ee: { device_lists: { changed: ["@a:hs1", "@c:hs1"] } } },
    };
    const toDevice = without("sync", body, { of: "toDevice", sender: "@c:hs1" }) as typeof body;
    assert.deepEqual(toDevice.extensions.to_device, { next_batch: "n", events: [events[0] as never] });
    const lists = without("sync", body, { of: "deviceList", sender: "@a:hs1" }) as typeof body;
    assert.deepEqual(lists.extensions.e2ee.device_lists.changed, ["@c:hs1"]);
    const timeline = without("sync", body, { of: "event", content: { n: 2 } }) as typeof body;
    assert.deepEqual(timeline.rooms["!r"].timeline, [events[0] as never]);
  });

  it("of a sync: timeline events and device lists", () => {
    const body = {
      rooms: { join: { "!r": { timeline: { events, limited: false } } } },
      device_lists: { changed: ["@a:hs1"], left: [] },
    };
    const timeline = without("sync", body, { of: "event", sender: "@a:hs1" }) as typeof body;
    assert.deepEqual(timeline.rooms.join["!r"].timeline, { events: [events[1] as never], limited: false });
    const lists = without("sync", body, { of: "deviceList", sender: "@a:hs1" }) as typeof body;
    assert.deepEqual(lists.device_lists, { changed: [], left: [] });
  });

  it("asks for each match whether it is its turn", () => {
    let turn = 0;
    const body = { to_device: { events: [...events, ...events] } };
    const left = without("sync", body, { of: "toDevice" }, () => turn++ === 2) as typeof body;
    assert.deepEqual(left.to_device.events, [events[0], events[1], events[1]] as never);
  });

  it("hands back the very same body when nothing went", () => {
    for (const [route, body] of [
      ["sync", { next_batch: "s" }],
      ["federation/send", transaction],
      ["sendToDevice", { messages: {} }],
    ] as const) {
      assert.strictEqual(without(route, body, { of: "toDevice", type: "other" }), body);
    }
  });
});
