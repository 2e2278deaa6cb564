import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "chai";
import { type Fault, link, requests } from "../../../harness/faults/index.ts";
import { Random } from "../../../harness/faults/random.ts";
import { Journal } from "../../../harness/journal/index.ts";
import { docker } from "../../../harness/world/docker.ts";
import type { World } from "../../../harness/world/index.ts";
import { WORLD_LABEL } from "../../../harness/world/labels.ts";
import { eventually } from "../../support/eventually.ts";
import { Person, testWorld } from "../../support/world.ts";

const DEVICES = 20;
/** To how many others each device writes. */
const LETTERS_EACH = 4;
const PATIENCE_MS = 60_000;

const FAULTS: Fault[] = [
  link("hs1", "hs2").isSlow({ ms: 100, jitterMs: 80 }),
  link("hs2", "hs1").flaps({ upMs: 400, downMs: 150 }),
  link("clients", "hs1").isSliced({ bytes: 40, delayMs: 2, when: "request" }),
  link("clients", "hs2").isNarrow({ kilobytesPerSecond: 4, when: "request" }),
  requests("sendToDevice").from("d0").first(2).fail({ status: 504 }),
  requests("sendToDevice").from("d2").first(2).loseTheirReply(),
  requests("sendToDevice").from("d4").first(2).areRateLimited({ retryAfterMs: 50 }),
  requests("sendToDevice").from("d1").areDuplicated(),
  requests("sendToDevice").from("d3").first(2).areReplayed({ afterMs: 100 }),
  requests("federation/send").over("hs1", "hs2").first(2).loseTheirReply(),
];

describe("ten faults at once, under twenty devices", () => {
  let world: World;
  let people: Person[];

  before(async () => {
    world = await testWorld();
    const places = Array.from({ length: DEVICES }, (_, n) => [`hs${(n % 2) + 1}`, `d${n}`] as const);
    people = await Promise.all(places.map(([server, name]) => Person.at(world, server, name)));
  });
  after(async () => {
    await world?.close();
  });

  it("all bite, lose nothing and double nothing, and leave the world as it was", async () => {
    const before = await stateOf(world);
    const active = await Promise.all(
      FAULTS.map((fault, n) => fault.begin({ world, journal: new Journal(), id: `fault-${n}`, random: new Random(n) })),
    );
    const letters = people.flatMap((from, n) =>
      Array.from({ length: LETTERS_EACH }, (_, i) => {
        const to = (n + 2 * i + 1 + (i % 2)) % DEVICES;
        return { from, to: people[to] as Person, text: `${n} to ${to}` };
      }),
    );
    await Promise.all(letters.map(({ from, to, text }) => tellAtLast(from, to, text)));
    for (const [n, fault] of active.entries()) {
      const bite = async () => ((await fault.evidence()).bites > 0 ? true : undefined);
      await eventually(`a bite of: ${FAULTS[n]?.name}`, bite, PATIENCE_MS);
    }
    await Promise.all(active.map((fault) => fault.heal()));

    await Promise.all(
      people.map(async (person) => {
        const mine = letters.filter(({ to }) => to === person).map(({ text }) => text);
        const heard = [...(await person.hearsAll(mine, PATIENCE_MS)), ...(await person.hears(300))];
        assert.sameMembers(heard, mine);
      }),
    );
    assert.deepEqual(await stateOf(world), before);
  });
});

/** As a client does: the same request again until it is answered. */
async function tellAtLast(from: Person, to: Person, text: string): Promise<void> {
  const txn = text.replaceAll(" ", "-");
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const reply = await from.tells(to, text, txn).catch(() => undefined);
    if (reply?.status === 200) return;
    await sleep(100);
  }
  throw new Error(`"${text}" was never accepted.`);
}

/** Whatever a fault may have left behind: proxies, toxics, rules, containers and the processes in them. */
async function stateOf(world: World) {
  const filters = JSON.stringify({ label: [`${WORLD_LABEL}=${world.id}`] });
  const containers = await docker.listContainers({ all: true, filters });
  const described = containers.map(async ({ Id, Names, State }) => {
    const { Processes } = await docker.getContainer(Id).top({ ps_args: "-eo pid,comm" });
    return { name: Names[0], state: State, processes: Processes };
  });
  const byName = (await Promise.all(described)).sort((a, b) => String(a.name).localeCompare(String(b.name)));
  return { gateway: await world.gateway.state(), containers: byName };
}
