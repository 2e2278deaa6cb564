import { assert } from "chai";
import type { Entry, HttpEntry } from "../../../../harness/journal/index.ts";
import { hopsOf } from "../../../../harness/report/tale/hops.ts";

const alice = { t: 0, kind: "device", device: "alice", phase: "created", server: "hs1" } as Entry;

function exchange(change: Partial<HttpEntry>): HttpEntry {
  return {
    ...{ t: 100, kind: "http", link: "clients->hs1", method: "PUT", route: "sendToDevice", path: "/", status: 200 },
    ...{ outcome: "answered", durationMs: 20, requestBytes: 1, responseBytes: 1, faults: [], ...change },
  } as HttpEntry;
}

const olm = { toDevice: [{ type: "m.room.encrypted", hash: "a1b2c3d4e5f60718" }] };

describe("hops", () => {
  it("lead from the device to its server, with the Olm message's short id", () => {
    const [hop] = hopsOf([alice, exchange({ device: "alice", keys: olm })]);
    assert.deepInclude(hop, {
      kind: "olm",
      label: "a1b2c3",
      from: "alice",
      to: "hs1",
      departs: 100,
      arrives: 120,
      stopped: false,
    });
  });

  it("lead from the server to the device when a sync delivers, shortly before it ended", () => {
    const sync = exchange({ method: "GET", route: "sync", device: "alice", t: 0, durationMs: 30_000, keys: olm });
    const [hop] = hopsOf([alice, sync]);
    assert.deepInclude(hop, { from: "hs1", to: "alice", departs: 29_960, arrives: 30_000 });
  });

  it("carry Megolm sessions between servers", () => {
    const events = [
      { type: "m.room.encrypted", event: "$1", session: "SESSION1" },
      { type: "m.room.encrypted", event: "$2", session: "SESSION2" },
      { type: "m.room.member", membership: "join" },
    ];
    const [hop] = hopsOf([exchange({ link: "hs1->hs2", route: "federation/send", keys: { events } })]);
    assert.deepInclude(hop, { kind: "megolm", label: "SESSIO +1", from: "hs1", to: "hs2" });
    assert.deepEqual(hop?.events, ["$1", "$2"]);
  });

  it("stop at the link when the request never reached the server", () => {
    const cut = exchange({ device: "alice", status: null, outcome: "cut", faults: ["f1"], keys: olm });
    assert.isTrue(hopsOf([alice, cut])[0]?.stopped);
  });

  it("arrive when only the answer was lost", () => {
    const lost = exchange({
      device: "alice",
      status: null,
      outcome: "cut",
      serverStatus: 200,
      faults: ["f1"],
      keys: olm,
    });
    assert.isFalse(hopsOf([alice, lost])[0]?.stopped);
  });

  it("are none where nothing encrypted travelled", () => {
    assert.isEmpty(hopsOf([alice, exchange({ keys: { otkCounts: { signed_curve25519: 50 } } })]));
  });
});
