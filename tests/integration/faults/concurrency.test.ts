import { assert } from "chai";
import { type Fault, link, requests } from "../../../harness/faults/index.ts";
import type { Actor } from "../../../harness/story/actor.ts";
import type { Message } from "../../../harness/story/room.ts";
import type { Exchange, World } from "../../../harness/world/index.ts";
import { eventually } from "../../support/eventually.ts";
import { faultContext } from "../../support/fault.ts";
import { Theatre } from "../../support/theatre.ts";
import { Person } from "../../support/world.ts";

const PEOPLE = 18;
const TEXTS = ["first", "second", "third"];

/** Ten at once, on all links and inside HTTP. */
const FAULTS: Fault[] = [
  link("hs1", "hs2").flaps({ downMs: 250, upMs: 600 }),
  link("hs2", "hs1").isSlow({ ms: 60, jitterMs: 60 }),
  link("clients", "hs1").isNarrow({ kilobytesPerSecond: 8 }),
  link("clients", "hs2").isSliced({ bytes: 40, delayMs: 5, when: "request" }),
  requests("sendToDevice").from("p0").first(2).fail({ status: 503 }),
  requests("sendToDevice").from("p1").first(2).areRateLimited({ retryAfterMs: 50 }),
  requests("sendToDevice").from("p2").first(2).loseTheirReply(),
  requests("sendToDevice").from("p3").first(2).neverArrive(),
  requests("sendToDevice").from("p4").areDuplicated({ extra: 2 }),
  requests("federation/send").over("hs2", "hs1").first(1).loseTheirReply(),
];

describe("ten faults at once, on twenty client devices", function () {
  this.timeout(240_000);
  let theatre: Theatre;
  let world: World;
  let people: Person[];
  let alice: Actor;
  let bob: Actor;

  before(async () => {
    theatre = await Theatre.open();
    world = theatre.world;
    const names = Array.from({ length: PEOPLE }, (_, i) => `p${i}`);
    people = await Promise.all(names.map((name, i) => Person.at(world, i % 2 ? "hs2" : "hs1", name)));
    [alice, bob] = await Promise.all([theatre.actor("alice", "js", "hs1"), theatre.actor("bob", "rust", "hs2")]);
  });
  after(async () => {
    await theatre?.close();
  });

  it("all bite, nothing is lost, and the world is afterwards like an untouched one", async () => {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    assert.isTrue(await bob.reads(await alice.says("before", room)));
    const untouched = await stateOf(world);

    const active = await Promise.all(FAULTS.map((fault) => fault.begin(faultContext(world))));
    const said: Promise<Message>[] = [];
    await Promise.all(people.map((person, i) => tellsAll(person, neighbour(i))));
    await alice.discardsSession(room);
    for (const text of TEXTS) said.push(Promise.resolve(alice.says(text, room)));
    const messages = await Promise.all(said);
    for (const [i, each] of active.entries()) {
      const bite = async () => ((await each.evidence()).bites > 0 ? true : undefined);
      await eventually(`a bite of: ${FAULTS[i]?.name}`, bite);
    }
    await Promise.all(active.map((each) => each.heal()));

    await Promise.all(
      people.map(async (_, i) => {
        const heard = await neighbour(i).hearsAll(TEXTS, 90_000);
        assert.sameMembers(heard, TEXTS, `what p${i} said, each once`);
      }),
    );
    for (const message of messages) assert.isTrue(await bob.reads(message, 90_000), `bob reads "${message.body}"`);
    await eventually("the world is as it was", async () => {
      const state = await stateOf(world);
      return JSON.stringify(state) === JSON.stringify(untouched) ? true : undefined;
    }).catch(async () => assert.deepEqual(await stateOf(world), untouched));
    assert.isEmpty((await exchangesAfter()).flatMap(({ faults }) => faults));
  });

  /** The next person, who is at the other server. */
  function neighbour(i: number): Person {
    return people[(i + 1) % PEOPLE] as Person;
  }

  /** Repeats each request until it is answered well, as clients do, under the same transaction id. */
  async function tellsAll(speaker: Person, listener: Person): Promise<void> {
    for (const text of TEXTS) {
      const txn = `${speaker.deviceId}-${text}`;
      await eventually(`"${text}" is sent`, async () => {
        const reply = await speaker.tells(listener, text, txn).catch(() => undefined);
        return reply?.status === 200 ? true : undefined;
      });
    }
  }

  /** One exchange of everyone, over each link, after all faults. */
  async function exchangesAfter(): Promise<Exchange[]> {
    const exchanges: Exchange[] = [];
    const stop = world.gateway.onExchange((exchange) => exchanges.push(exchange));
    await Promise.all(people.map((person, i) => person.queriesKeysOf(neighbour(i).userId)));
    await eventually("an exchange on each link", async () =>
      world.gateway.links.every((name) => exchanges.some((each) => each.link === name)) ? true : undefined,
    );
    stop();
    return exchanges;
  }
});

/** All that a fault can leave behind: proxies, toxics, rules, what is held, and the servers' processes. */
async function stateOf(world: World): Promise<unknown> {
  const processes = await Promise.all(
    [...world.servers.values()].map(async (server) => {
      const commands = await server.exec(["sh", "-c", "cat /proc/[0-9]*/comm 2>/dev/null; true"]);
      return commands
        .trim()
        .split("\n")
        .filter((command) => !["sh", "cat"].includes(command))
        .sort();
    }),
  );
  return { gateway: await world.gateway.state(), processes };
}
