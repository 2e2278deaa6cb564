import { assert } from "chai";
import { type RequestFault, requests } from "../../../harness/faults/index.ts";
import type { Exchange, World } from "../../../harness/world/index.ts";
import { eventually } from "../../support/eventually.ts";
import { under } from "../../support/fault.ts";
import { Person, testWorld } from "../../support/world.ts";

describe("faults of requests, on real Synapses", () => {
  let world: World;
  let alice: Person;
  let ann: Person;
  let bob: Person;
  let exchanges: Exchange[] = [];

  before(async () => {
    world = await testWorld();
    [alice, ann, bob] = await Promise.all([
      Person.at(world, "hs1", "alice"),
      Person.at(world, "hs1", "ann"),
      Person.at(world, "hs2", "bob"),
    ]);
    world.gateway.onExchange((exchange) => exchanges.push(exchange));
  });
  after(async () => {
    await world?.close();
  });
  beforeEach(() => {
    exchanges = [];
  });

  const whoami = (person: Person) => person.asks("GET", "account/whoami");
  const breaks = async (request: Promise<unknown>) => {
    await request.then(
      () => assert.fail("answered"),
      () => {},
    );
  };

  it("requests fail: for one device, with a Matrix error", async () => {
    const evidence = await under(world, requests("whoami").from("alice").fail({ status: 503 }), async () => {
      const { status, json } = await whoami(alice);
      assert.equal(status, 503);
      assert.equal(json.errcode, "M_UNKNOWN");
      assert.equal((await whoami(ann)).status, 200);
    });
    assert.equal(evidence.bites, 1);
    assert.equal((await whoami(alice)).status, 200);
  });

  it("requests fail: between servers", async () => {
    const fault = requests("federation/user/keys/query").over("hs1", "hs2").fail({ status: 404 });
    const evidence = await under(world, fault, async () => {
      assert.deepEqual(Object.keys((await alice.queriesKeysOf(bob.userId)).json.failures), ["hs2"]);
    });
    assert.isAtLeast(evidence.bites, 1);
    assert.isEmpty((await alice.queriesKeysOf(bob.userId)).json.failures);
  });

  it("requests rate-limited", async () => {
    const evidence = await under(world, requests("whoami").first(1).areRateLimited({ retryAfterMs: 50 }), async () => {
      const { status, json } = await whoami(alice);
      assert.equal(status, 429);
      assert.equal(json.retry_after_ms, 50);
      assert.equal((await whoami(alice)).status, 200);
    });
    assert.equal(evidence.bites, 1);
  });

  it("requests lost: the server never saw the message", async () => {
    const evidence = await under(world, requests("sendToDevice").from("alice").neverArrive(), () =>
      breaks(alice.tells(ann, "lost")),
    );
    assert.equal(evidence.bites, 1);
    await alice.tells(ann, "found");
    assert.deepEqual(await ann.hearsAll(["found"]), ["found"]);
  });

  it("replies lost: the server acted", async () => {
    const evidence = await under(world, requests("sendToDevice").from("alice").loseTheirReply(), () =>
      breaks(alice.tells(ann, "acted upon")),
    );
    assert.equal(evidence.bites, 1);
    assert.deepEqual(await ann.hearsAll(["acted upon"]), ["acted upon"]);
  });

  it("replies lost: between servers", async () => {
    const fault = requests("federation/send").over("hs1", "hs2").first(1).loseTheirReply();
    const evidence = await under(world, fault, async () => {
      await alice.tells(bob, "sent twice, heard once");
      await bob.hearsAll(["sent twice, heard once"]);
      await eventually("the transaction is sent again", async () =>
        exchanges.filter(({ route, outcome }) => route === "federation/send" && outcome === "answered").at(0),
      );
    });
    assert.equal(evidence.bites, 1);
    assert.isEmpty(await bob.hears());
  });

  it("requests held: until the end of the block", async () => {
    const held = requests("sendToDevice").from("alice").areHeld();
    let telling: Promise<unknown> = Promise.resolve();
    const evidence = await under(world, held, async () => {
      telling = alice.tells(ann, "held");
      await held.bites();
      assert.isEmpty(await ann.hears());
    });
    await telling;
    assert.equal(evidence.bites, 1);
    assert.deepEqual(await ann.hearsAll(["held"]), ["held"]);
  });

  it("replies held: the server acted, and release lets them go", async () => {
    const held = requests("sendToDevice").from("alice").holdTheirReply();
    const evidence = await under(world, held, async () => {
      const telling = alice.tells(ann, "heard before the answer");
      await held.bites();
      assert.deepEqual(await ann.hearsAll(["heard before the answer"]), ["heard before the answer"]);
      await held.release();
      assert.equal((await telling).status, 200);
    });
    assert.equal(evidence.bites, 1);
  });

  it("requests and replies delayed", async () => {
    for (const late of [requests("whoami").areDelayed({ ms: 150 }), requests("whoami").delayTheirReply({ ms: 150 })]) {
      const evidence = await under(world, late, async () => assert.isAtLeast((await whoami(alice)).ms, 150));
      assert.equal(evidence.bites, 1);
    }
  });

  it("requests duplicated: the server keeps one by its transaction id", async () => {
    const evidence = await under(world, requests("sendToDevice").areDuplicated({ extra: 2 }), () =>
      alice.tells(ann, "thrice"),
    );
    assert.equal(evidence.bites, 1);
    assert.deepEqual(await ann.hearsAll(["thrice"]), ["thrice"]);
  });

  it("requests replayed: the server sees the same one later", async () => {
    const evidence = await under(world, requests("sendToDevice").areReplayed(), () => alice.tells(ann, "again"));
    assert.equal(evidence.bites, 1);
    const sent = () => exchanges.filter(({ route }) => route === "sendToDevice");
    await eventually("the replay", async () => (sent().length === 2 ? true : undefined));
    assert.deepEqual(
      sent().map(({ status }) => status),
      [200, 200],
    );
    assert.deepEqual(await ann.hearsAll(["again"]), ["again"]);
  });

  it("requests reordered: the second arrives first", async () => {
    const swap = requests("sendToDevice").from("alice").first(2).swapOrder();
    const evidence = await under(world, swap, async () => {
      const first = alice.tells(ann, "first");
      await swap.bites();
      await alice.tells(ann, "second");
      await first;
    });
    assert.equal(evidence.bites, 2);
    assert.deepEqual(await ann.hearsAll(["first", "second"]), ["second", "first"]);
  });

  it("requests cut short: the server does not act on half a body", async () => {
    const evidence = await under(world, requests("sendToDevice").areCutShort({ afterBytes: 10 }), () =>
      breaks(alice.tells(ann, "half")),
    );
    assert.equal(evidence.bites, 1);
    assert.isEmpty(await ann.hears());
  });

  it("replies cut short: the caller gets half of it", async () => {
    const evidence = await under(world, requests("whoami").cutTheirReplyShort({ afterBytes: 5 }), () =>
      breaks(whoami(alice)),
    );
    assert.equal(evidence.bites, 1);
  });

  it("requests rewritten: by a client, and between servers", async () => {
    const shout = (json: unknown) => JSON.parse(JSON.stringify(json).replaceAll("quiet", "LOUD"));
    for (const [route, recipient] of [
      ["sendToDevice", ann],
      ["federation/send", bob],
    ] as const) {
      const rewritten = requests(route).areRewritten(({ json }) => ({ json: shout(json) }));
      const evidence = await under(world, rewritten, async () => {
        await alice.tells(recipient, "quiet");
        assert.include(await recipient.hearsAll(["LOUD"]), "LOUD");
      });
      assert.isAtLeast(evidence.bites, 1);
    }
    const garbled = requests("sendToDevice").areRewritten(() => ({ raw: "{oops" }));
    const { bites } = await under(world, garbled, async () => {
      assert.equal((await alice.tells(ann, "garbled")).json.errcode, "M_NOT_JSON");
    });
    assert.equal(bites, 1);
    await alice.tells(bob, "signed by hs1 itself again");
    await bob.hearsAll(["signed by hs1 itself again"]);
  });

  it("items lost: one to-device message of a transaction", async () => {
    const lost = requests("federation/send").over("hs1", "hs2").first(1).arriveWithout({ of: "toDevice", to: "bob" });
    const evidence = await under(world, lost, async () => {
      await alice.tells(bob, "lost between servers");
      await lost.bites();
      await alice.tells(bob, "and not this");
      assert.deepEqual(await bob.hearsAll(["and not this"]), ["and not this"]);
    });
    assert.equal(evidence.bites, 1);
  });

  it("items lost: a device-list update between servers, which the next one makes up for", async () => {
    const { room_id } = (await alice.asks("POST", "createRoom", { preset: "public_chat" })).json;
    assert.equal((await bob.asks("POST", `join/${room_id}?server_name=hs1`, {})).status, 200);
    const knownToBob = async () => {
      const { json } = await bob.queriesKeysOf(alice.userId);
      return Object.values<{ unsigned?: { device_display_name?: string } }>(json.device_keys[alice.userId] ?? {}).map(
        ({ unsigned }) => unsigned?.device_display_name,
      );
    };
    const renames = (name: string) => alice.asks("PUT", `devices/${alice.deviceId}`, { display_name: name });
    const becomesKnown = (name: string) =>
      eventually(`bob's server knows of "${name}"`, async () =>
        (await knownToBob()).includes(name) ? true : undefined,
      );
    await alice.publishesKeys();
    await renames("old");
    await becomesKnown("old");
    const updates = requests("federation/send").over("hs1", "hs2").arriveWithout({ of: "deviceList", sender: "alice" });
    const evidence = await under(world, updates, async () => {
      await renames("unheard of");
      await updates.bites();
      assert.deepEqual(await knownToBob(), ["old"]);
    });
    assert.equal(evidence.bites, 1);
    await renames("new");
    await becomesKnown("new");
  });

  it("replies rewritten: also into what is no JSON", async () => {
    const lie = requests("whoami").rewriteTheirReply((_, { status }) => ({ status, json: { user_id: "@eve:hs1" } }));
    const evidence = await under(world, lie, async () => {
      assert.equal((await whoami(alice)).json.user_id, "@eve:hs1");
    });
    assert.equal(evidence.bites, 1);
    await under(
      world,
      requests("whoami").rewriteTheirReply(() => ({ status: 200, raw: "{oops" })),
      () => breaks(whoami(alice)),
    );
  });

  it("between servers, only those of one sender", async () => {
    const held = requests("federation/send").over("hs1", "hs2").from("alice").areHeld();
    const evidence = await under(world, held, async () => {
      await ann.tells(bob, "from ann");
      assert.deepEqual(await bob.hearsAll(["from ann"]), ["from ann"]);
      await alice.tells(bob, "from alice");
      await held.bites();
      assert.isEmpty(await bob.hears());
    });
    assert.equal(evidence.bites, 1);
    await bob.hearsAll(["from alice"]);
  });

  it("between servers, a misfortune for each transaction, and in the end everything is heard once", async () => {
    const transactions = () => requests("federation/send").over("hs1", "hs2");
    const misfortunes = [
      transactions().onlyThe(1).neverArrive(),
      transactions().onlyThe(2).areDuplicated(),
      transactions().onlyThe(3).areDelayed({ ms: 100 }),
      transactions().onlyThe(4).areCutShort({ afterBytes: 50 }),
      transactions().onlyThe(5).areReplayed({ afterMs: 50 }),
      transactions().onlyThe(6).areRateLimited({ retryAfterMs: 50 }),
      transactions().onlyThe(5).delayTheirReply({ ms: 100 }),
      transactions().onlyThe(6).cutTheirReplyShort({ afterBytes: 1 }),
    ];
    const texts: string[] = [];
    const tellsUntil = (fault: RequestFault) =>
      eventually(`a bite of "${fault.name}"`, async () => {
        texts.push(`text ${texts.length}`);
        await alice.tells(bob, texts.at(-1) as string);
        return await fault.bites({ withinMs: 500 }).then(
          () => true,
          () => undefined,
        );
      });
    const underAll = async ([first, ...rest]: RequestFault[]): Promise<void> => {
      if (!first) {
        for (const fault of misfortunes) await tellsUntil(fault);
        return;
      }
      const evidence = await under(world, first, () => underAll(rest));
      assert.equal(evidence.bites, 1, first.name);
    };
    await underAll(misfortunes);
    assert.sameMembers(await bob.hearsAll(texts), texts);
  });

  it("between servers, two requests reordered", async () => {
    const swap = requests("federation/user/keys/query").over("hs1", "hs2").first(2).swapOrder();
    const evidence = await under(world, swap, async () => {
      const answered: string[] = [];
      const asks = async (asker: Person, asked: string) => {
        await asker.queriesKeysOf(asked);
        answered.push(asked);
      };
      const first = asks(alice, "@first:hs2");
      await swap.bites();
      await Promise.all([first, asks(ann, "@second:hs2")]);
      assert.deepEqual(answered, ["@second:hs2", "@first:hs2"]);
    });
    assert.equal(evidence.bites, 2);
  });

  it("only those about one device, with one content, by one method, at one path", async () => {
    const any = () => requests().over("clients", "hs1");
    for (const [fault, touched, other] of [
      [any().to("ann"), () => alice.tells(ann, "to ann"), () => alice.tells(bob, "to bob")],
      [
        any().saying({ messages: { "*": { "*": { text: "secret*" } } } }),
        () => alice.tells(bob, "secret one"),
        () => alice.tells(bob, "known to all"),
      ],
      [any().by("PUT"), () => alice.tells(bob, "is put"), () => whoami(alice)],
      [any().at("*/whoami"), () => whoami(alice), () => alice.tells(bob, "elsewhere")],
    ] as const) {
      const evidence = await under(world, fault.fail({ status: 418 }), async () => {
        assert.equal((await other()).status, 200);
        assert.equal((await touched()).status, 418);
      });
      assert.equal(evidence.bites, 1);
    }
    await bob.hearsAll(["to bob", "known to all", "elsewhere"]);
  });

  it("only the second, and after the first", async () => {
    const statuses = async () =>
      [await whoami(alice), await whoami(alice), await whoami(alice)].map(({ status }) => status);
    await under(world, requests("whoami").onlyThe(2).fail({ status: 500 }), async () => {
      assert.deepEqual(await statuses(), [200, 500, 200]);
    });
    await under(world, requests("whoami").afterThe(1).fail({ status: 500 }), async () => {
      assert.deepEqual(await statuses(), [200, 500, 500]);
    });
  });

  it("has no bites when nothing met it", async () => {
    const evidence = await under(world, requests("keys/claim").neverArrive(), () => whoami(alice));
    assert.equal(evidence.bites, 0);
  });
});
