import { assert } from "chai";
import { ensureRustDriver } from "../../harness/cast/rust-sdk/build.ts";
import { rustKind } from "../../harness/cast/rust-sdk/kind.ts";
import { startHomeserver, type TestHomeserver } from "../support/homeserver.ts";
import { type Actor, Stage } from "../support/stage.ts";
import { FORGED } from "./conformance/messages.ts";
import { driverConformance } from "./conformance.ts";

driverConformance("rust", () => rustKind());

describe("the rust driver besides", function () {
  this.timeout(60_000);
  let server: TestHomeserver;
  let stage: Stage;

  before("a homeserver and a client kind", async () => {
    server = await startHomeserver();
    stage = new Stage(rustKind(), server);
  });

  afterEach("an empty stage", () => stage.clear());

  after("nothing left behind", async () => {
    await stage?.close();
    await stage?.kind.close();
    await server?.[Symbol.asyncDispose]();
  });

  it("is not built again when it is there", async () => {
    const { path, versions } = await ensureRustDriver();
    const again = await ensureRustDriver({ log: (line) => assert.fail(`built again: ${line}`) });
    assert.deepEqual(again, { path, versions });
    assert.match(versions["matrix-rust-sdk"] ?? "", /^\d+\.\d+\.\d+$/);
  });

  it("can sync with sync v2", async () => {
    const alice = await stage.actor("alice", { options: { syncV2: true } });
    const bob = await stage.actor("bob", { options: { syncV2: true } });
    const roomId = await stage.room(alice, [bob]);
    await alice.says("the old way", roomId);
    await bob.reads("the old way");
    await bob.call("stopSync", {});
    await alice.says("meanwhile", roomId);
    await bob.call("startSync", {});
    await bob.reads("meanwhile");
  });

  it("sends nothing twice and loses nothing that it was killed over", async () => {
    const alice = await stage.actor("alice", { ownProcess: true });
    const bob = await stage.actor("bob");
    const roomId = await stage.room(alice, [bob]);
    await alice.says("before", roomId);
    const cut = alice.call("send", { roomId, body: "last words" }).catch(() => {});
    await Promise.all([alice.driver.kill(), cut]);
    const again = await stage.restored(alice);
    await again.call("startSync", {});
    await again.says("after", roomId);
    await bob.reads("after");
    const events = new Set(
      bob
        .told("timeline")
        .filter((e) => e.body === "last words")
        .map((e) => e.eventId),
    );
    assert.isAtMost(events.size, 1);
    assert.isEmpty(bob.told("timeline").filter((e) => e.state === "utd"));
  });

  const PLACES: Record<string, (bob: Actor) => Promise<Actor>> = {
    "beside the running sync": async (bob) => bob,
    "in a further process": (bob) => stage.beside(bob),
  };
  for (const [where, place] of Object.entries(PLACES)) {
    it(`shows a notification decided ${where}`, async () => {
      const [alice, bob] = await stage.pair();
      const roomId = await stage.room(alice, [bob]);
      const eventId = await alice.says("ring ring", roomId);
      const notifier = await place(bob);
      const shown = await notifier.call("notification", { roomId, eventId });
      assert.deepEqual(shown, { found: true, state: "decrypted", body: "ring ring" });
      const forged = await alice.call("sendRaw", { roomId, type: "m.room.encrypted", content: FORGED });
      assert.equal((await notifier.call("notification", { roomId, eventId: forged.eventId })).state, "utd");
    });
  }

  it("goes on where its notification process fetched the keys meanwhile", async () => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    await bob.call("stopSync", {});
    const eventId = await alice.says("while you sleep", roomId);
    const shown = await (await stage.beside(bob)).call("notification", { roomId, eventId });
    assert.deepEqual(shown, { found: true, state: "decrypted", body: "while you sleep" });
    await bob.call("startSync", {});
    await bob.reads("while you sleep");
    await bob.says("good morning", roomId);
    await alice.reads("good morning");
  });

  it("has the SDK report what stays undecryptable", async () => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    const { eventId } = await alice.call("sendRaw", { roomId, type: "m.room.encrypted", content: FORGED });
    const report = await bob.hears("utdHook", (e) => e.eventId === eventId, "the SDK's report");
    assert.equal(report.cause, "Unknown");
  });

  it("tells the withheld code of a key that it was refused", async () => {
    const [alice, bob] = await stage.pair();
    const roomId = await stage.room(alice, [bob]);
    await alice.call("devices", { userId: bob.userId, refresh: true });
    await alice.call("blacklistDevice", { userId: bob.userId, deviceId: bob.session.deviceId });
    const eventId = await alice.says("not for you", roomId);
    await bob.hears("timeline", (e) => e.eventId === eventId && e.code === "WithheldBySender(m.blacklisted)", "why");
  });
});
