import { assert } from "chai";
import { Ledger } from "../../../harness/world/attribution.ts";
import type { Exchange } from "../../../harness/world/gateway.ts";

const now = () => performance.timeOrigin + performance.now();
const exchange = (more: Partial<Exchange> = {}): Exchange => ({
  kind: "http",
  t: 0,
  startedAt: now() - 5,
  durationMs: 10,
  link: "hs1->hs2",
  method: "GET",
  route: "x",
  path: "/x",
  status: 200,
  outcome: "answered",
  requestBytes: 0,
  responseBytes: 0,
  faults: [],
  ...more,
});

describe("laying exchanges to a fault's account", () => {
  it("counts those that satisfy the condition, and marks them", () => {
    const ledger = new Ledger();
    const account = ledger.open("f1", { exchange: ({ outcome }) => outcome === "cut" });
    const [cut, answered] = [exchange({ outcome: "cut" }), exchange()];
    ledger.exchange(cut);
    ledger.exchange(answered);
    assert.equal(account.bites(), 1);
    assert.deepEqual(cut.faults, ["f1"]);
    assert.isEmpty(answered.faults);
  });

  it("counts those under way at its begin and at its end, and no others", () => {
    const ledger = new Ledger();
    const account = ledger.open("f1", { exchange: () => true });
    ledger.exchange(exchange({ startedAt: now() - 1000, durationMs: 10 }));
    assert.equal(account.bites(), 0);
    ledger.exchange(exchange({ startedAt: now() - 1000, durationMs: 2000 }));
    assert.equal(account.bites(), 1);
    account.end();
    ledger.exchange(exchange({ startedAt: now() - 5, durationMs: 50 }));
    assert.equal(account.bites(), 2);
    ledger.exchange(exchange({ startedAt: now() + 100, durationMs: 10 }));
    assert.equal(account.bites(), 2);
  });

  it("counts refused connections, and wakes who waits for the first bite", async () => {
    const ledger = new Ledger();
    const account = ledger.open("f1", { exchange: () => false, refused: ({ link }) => link === "hs1->hs2" });
    const bitten = account.bitten(1000);
    ledger.refusal({ link: "hs2->hs1", at: now(), reason: "" });
    ledger.refusal({ link: "hs1->hs2", at: now(), reason: "" });
    await bitten;
    assert.equal(account.bites(), 1);
  });
});
