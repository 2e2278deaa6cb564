import { setImmediate } from "node:timers/promises";
import { assert } from "chai";
import { AttributedFault } from "../../../harness/faults/attributed.ts";
import type { FaultContext } from "../../../harness/faults/fault.ts";
import type { Exchange } from "../../../harness/world/gateway.ts";

const ON_THE_LINK = { link: "hs1->hs2" } as unknown as Exchange;
const ELSEWHERE = { link: "hs2->hs1" } as unknown as Exchange;

describe("a fault whose victims the gateway names", () => {
  it("is waited for until it touches something", async () => {
    const { fault, context, tell } = cut();
    await fault.begin(context);
    const bitten = fault.bites().then(() => "bitten");
    tell(ELSEWHERE);
    await setImmediate();
    assert.equal(await Promise.race([bitten, "not yet"]), "not yet");
    tell(ON_THE_LINK);
    assert.equal(await bitten, "bitten");
  });

  it("says so when it touches nothing, also when it did the time before", async () => {
    const { fault, context, tell } = cut();
    const active = await fault.begin(context);
    tell(ON_THE_LINK);
    await active.heal();
    await fault.begin(context);
    const missed = await fault.bites({ withinMs: 5 }).catch((error: Error) => error.message);
    assert.equal(missed, 'The fault "link down" on hs1->hs2 touched nothing within 5 ms.');
  });
});

/** A fault on a link, and a gateway that tells of what it is told. */
function cut() {
  let tell: (exchange: Exchange) => unknown = () => {};
  const gateway = {
    attribute: (_: string, to: { exchange: (exchange: Exchange) => boolean }) => {
      tell = to.exchange;
      return { bites: () => 0, bitten: async () => {}, end: () => {} };
    },
  };
  const fault = new AttributedFault("link down", "hs1->hs2", {}, () => ({
    touches: ({ link }) => link === "hs1->hs2",
    begin: async () => {},
    heal: async () => {},
    bite: "requests cut",
  }));
  const context = { world: { gateway }, id: "f1" } as unknown as FaultContext;
  return { fault, context, tell: (exchange: Exchange) => tell(exchange) };
}
