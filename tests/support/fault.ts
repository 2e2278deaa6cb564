import { assert } from "chai";
import type { Fault, FaultContext } from "../../harness/faults/fault.ts";
import { Random } from "../../harness/faults/random.ts";
import { type Evidence, Journal } from "../../harness/journal/index.ts";
import type { World } from "../../harness/world/index.ts";

let count = 0;

/** As the stage gives it to each fault. */
export function faultContext(world: World): FaultContext {
  count++;
  return { world, journal: new Journal(), id: `fault-${count}`, random: new Random(count) };
}

/** Plays a part under a fault, heals it twice, and checks that the gateway is then as it was before. */
export async function under(world: World, fault: Fault, body: () => Promise<unknown>): Promise<Evidence> {
  const before = await world.gateway.state();
  const active = await fault.begin(faultContext(world));
  try {
    await body();
  } finally {
    await active.heal();
    await active.heal();
  }
  assert.deepEqual(await world.gateway.state(), before, "the gateway after the heal");
  return await active.evidence();
}
