import { assert } from "chai";
import {
  type Json,
  withChangedUsers,
  withRoomEvents,
  withTimelines,
  withToDevice,
} from "../../../harness/faults/sync-reply.ts";

const V2: Json = {
  next_batch: "s1",
  to_device: { events: [{ type: "m.a" }] },
  device_lists: { changed: ["@a:hs1"], left: [] },
  rooms: {
    join: { "!r:hs1": { timeline: { events: [{ type: "m.b" }] }, state: { events: [{ type: "m.c" }] } } },
    invite: { "!s:hs1": { invite_state: { events: [{ type: "m.d" }] } } },
  },
};
const SLIDING: Json = {
  pos: "1",
  extensions: { to_device: { events: [{ type: "m.a" }], next_batch: "2" }, e2ee: { device_lists: { changed: [] } } },
  rooms: { "!r:hs1": { timeline: [{ type: "m.b" }], required_state: [{ type: "m.c" }] } },
};

const renamed = (events: Json[]) => events.map((event) => ({ ...event, type: "renamed" }));
const typesIn = (body: Json) => [...JSON.stringify(body).matchAll(/"type":"([^"]+)"/g)].map(([, type]) => type);

describe("changing a sync reply", () => {
  for (const [name, body] of [
    ["version 2", V2],
    ["sliding sync", SLIDING],
  ] as const) {
    it(`reaches to-device messages, timelines and states in ${name}, and nothing else`, () => {
      const types = typesIn(body);
      const expected = (...changed: string[]) => types.map((type) => (changed.includes(type ?? "") ? "renamed" : type));
      assert.deepEqual(typesIn(withToDevice(body, renamed)), expected("m.a"));
      assert.deepEqual(typesIn(withTimelines(body, renamed)), expected("m.b"));
      assert.deepEqual(typesIn(withRoomEvents(body, renamed)), expected("m.b", "m.c", "m.d"));
    });

    it(`gives the same object back where nothing changed in ${name}`, () => {
      assert.strictEqual(
        withToDevice(body, (events) => [...events]),
        body,
      );
      assert.strictEqual(
        withRoomEvents(body, (events) => events.filter(() => true)),
        body,
      );
    });

    it(`adds users whose devices changed in ${name}`, () => {
      const changed = withChangedUsers(body, (users) => [...users, "@b:hs2"]);
      assert.include(JSON.stringify(changed), '"@b:hs2"');
    });
  }

  it("makes room for to-device messages where there were none, if they were asked for", () => {
    const one = () => [{ type: "m.a" }];
    assert.deepEqual(withToDevice({ next_batch: "s1" }, one), { next_batch: "s1", to_device: { events: one() } });
    const deaf = { pos: "1", extensions: {} };
    assert.strictEqual(withToDevice(deaf, one), deaf);
  });
});
