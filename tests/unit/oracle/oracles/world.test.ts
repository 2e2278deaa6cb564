import { expect } from "chai";
import { found, resultOf } from "../found.ts";
import { deviceIdOf, friends, type Told, userOf } from "../told.ts";

const BOB = userOf("bob");
const queries = (story: Told, ...devices: string[]) =>
  story.asks("alice", "keys/query", { keys: { queried: { users: [BOB], devices: { [BOB]: devices }, failures: [] } } });
const isTold = (story: Told) => story.asks("alice", "sync", { keys: { deviceLists: { changed: [BOB], left: [] } } });

describe("the device list oracle", () => {
  it("holds when the observer is told of a new device, or has it", () => {
    expect(found("device-lists", isTold(queries(friends(), "BOB").device("bob/2")).wait(20_000))).to.deep.equal([]);
    expect(found("device-lists", queries(friends().device("bob/2"), "BOB", "BOB_2").wait(20_000))).to.deep.equal([]);
  });

  it("reports who is never told of a new device", () => {
    const { findings } = resultOf("device-lists", queries(friends(), "BOB").device("bob/2").wait(20_000));
    expect(findings.map(({ kind, device }) => [kind, device])).to.deep.equal([["device-list-stale", "alice"]]);
  });

  it("reports who is never told of a removed device", () => {
    const story = queries(friends().device("bob/2"), "BOB", "BOB_2").op("bob/2", "logout").gone("bob/2");
    expect(found("device-lists", story.wait(20_000))).to.deep.equal(["device-list-stale"]);
  });

  it("waits until all has been calm for long enough", () => {
    expect(found("device-lists", queries(friends(), "BOB").device("bob/2"))).to.deep.equal([]);
    const disturbed = queries(friends(), "BOB")
      .device("bob/2")
      .wait(20_000)
      .fault("cut", "hs2->hs1")
      .heals("cut", "hs2->hs1");
    expect(found("device-lists", disturbed)).to.deep.equal([]);
  });
});

describe("the backup oracle", () => {
  const restored = (result: object, count = 5) =>
    friends()
      .op("bob", "enableBackup", {}, { version: "1" })
      .op("bob", "waitForBackup", {}, { count })
      .device("bob/2")
      .op("bob/2", "restoreBackup", {}, { ...result });

  it("holds when all keys come back", () =>
    expect(found("backup", restored({ version: "1", imported: 5 }))).to.deep.equal([]));
  it("reports keys that are missing", () =>
    expect(found("backup", restored({ version: "1", imported: 4 }))).to.deep.equal(["backup-incomplete"]));
  it("counts keys that were uploaded in the moment after", () => {
    const story = friends().op("bob", "enableBackup", {}, { version: "1" }).wait(-100);
    story.op("bob", "waitForBackup", {}, { count: 1 }).device("bob/2");
    expect(found("backup", story.op("bob/2", "restoreBackup", {}, { version: "1", imported: 0 }))).to.deep.equal([
      "backup-incomplete",
    ]);
  });
  it("reports an old version", () =>
    expect(found("backup", restored({ version: "0", imported: 5 }))).to.deep.equal(["backup-outdated"]));
});

describe("the verification oracle", () => {
  const step = (story: Told, device: string, other: string, phase: string, more: object = {}) =>
    story.learns(device, "verification", { userId: userOf(other), flowId: "flow", phase, ...more });
  const flow = (end: string, aliceSees = "🐶", bobSees = "🐶") => {
    const story = step(
      step(friends(), "alice", "bob", "keysExchanged", { emoji: [aliceSees] }),
      "bob",
      "alice",
      "keysExchanged",
      { emoji: [bobSees] },
    );
    return step(step(story, "alice", "bob", "done"), "bob", "alice", end);
  };

  it("holds when both sides are done", () => expect(found("verification", flow("done"))).to.deep.equal([]));
  it("reports sides that end differently", () =>
    expect(found("verification", flow("cancelled"))).to.deep.equal(["verification-split"]));
  it("reports success although one side said that they differ", () =>
    expect(found("verification", flow("done").op("bob", "mismatchSas", { flowId: "flow" }))).to.deep.equal([
      "verification-deceived",
    ]));
  it("reports success in spite of a difference", () =>
    expect(found("verification", flow("done", "🐶", "🐱"))).to.deep.equal(["verification-deceived"]));
});

describe("the trust oracle", () => {
  const asks = (story: Told, { verified = false, crossSigned = false }, refresh = true) => {
    const info = { deviceId: deviceIdOf("bob"), verified, crossSigned };
    return story.op("alice", "devices", { userId: BOB, refresh }, { devices: [info] });
  };
  const signed = () => friends().op("alice", "bootstrapCrossSigning").op("bob", "bootstrapCrossSigning");
  const done = (story: Told, device: string, other: string) =>
    story.learns(device, "verification", { userId: userOf(other), flowId: "flow", phase: "done" });
  const verified = () => done(done(signed(), "alice", "bob"), "bob", "alice");
  const trusted = { verified: true, crossSigned: true };

  it("holds when a client knows what has been signed and verified, and what has not", () => {
    expect(found("trust", asks(friends(), {}))).to.deep.equal([]);
    expect(found("trust", asks(signed().wait(20_000), { crossSigned: true }))).to.deep.equal([]);
    expect(found("trust", asks(verified().wait(20_000), trusted))).to.deep.equal([]);
    expect(
      found("trust", signed().wait(20_000).op("bob", "crossSigningStatus", {}, { ownDeviceSigned: true })),
    ).to.deep.equal([]);
  });

  it("reports a client that takes a device for verified, or signed, that nobody verified or signed", () => {
    expect(found("trust", asks(signed(), trusted))).to.deep.equal(["trust-unearned"]);
    expect(found("trust", asks(friends(), { crossSigned: true }))).to.deep.equal(["trust-unearned"]);
    expect(found("trust", friends().op("bob", "crossSigningStatus", {}, { ownDeviceSigned: true }))).to.deep.equal([
      "trust-unearned",
    ]);
  });

  it("does not take a verification of somebody else for one of this user", () => {
    const other = done(signed().device("charlie"), "alice", "charlie");
    expect(found("trust", asks(other, trusted))).to.deep.equal(["trust-unearned"]);
  });

  it("reports a client that does not know of a signature, or of its own verification", () => {
    expect(found("trust", asks(signed().wait(20_000), {}))).to.deep.equal(["trust-missing"]);
    expect(found("trust", asks(verified().wait(20_000), { crossSigned: true }))).to.deep.equal(["trust-missing"]);
    const status = signed().wait(20_000).op("bob", "crossSigningStatus", {}, { ownDeviceSigned: false });
    expect(found("trust", status)).to.deep.equal(["trust-missing"]);
  });

  it("gives signatures time, and asks for nothing under a fault, after a reset, or without a fresh answer", () => {
    expect(found("trust", asks(verified(), {}))).to.deep.equal([]);
    expect(found("trust", asks(signed().wait(20_000).fault("cut", "hs2->hs1"), {}))).to.deep.equal([]);
    expect(found("trust", asks(verified().op("bob", "resetIdentity").wait(20_000), {}))).to.deep.equal([]);
    expect(found("trust", asks(signed().wait(20_000), {}, false))).to.deep.equal([]);
  });
});

describe("the storm oracle", () => {
  const asks = (story: Told, times: number, everyMs: number) => {
    for (let i = 0; i < times; i++) story.wait(everyMs - 100).asks("alice", "keys/query");
    return story;
  };

  it("holds for steady requests", () =>
    expect(found("storms", asks(friends().wait(60_000), 200, 200))).to.deep.equal([]));
  it("reports a flood", () => expect(found("storms", asks(friends().wait(60_000), 80, 100))).to.deep.equal(["storm"]));

  it("allows more when the story does more", () => {
    const story = friends().wait(60_000);
    for (let i = 0; i < 20; i++) story.op("alice", "devices");
    for (let i = 0; i < 80; i++) story.wait(-50).asks("alice", "keys/query");
    expect(found("storms", story)).to.deep.equal([]);
  });
});

describe("the server error oracle", () => {
  it("holds for good answers", () => expect(found("server-errors", friends().asks("alice", "sync"))).to.deep.equal([]));

  it("reports errors that no fault explains, alike ones once", () => {
    const story = friends().asks("alice", "keys/query", { status: 500 }).asks("alice", "keys/query", { status: 500 });
    const { findings } = resultOf("server-errors", story);
    expect(findings.map(({ kind }) => kind)).to.deep.equal(["server-error"]);
    expect(findings[0]?.story[0]).to.contain("answered 500 2 times");
  });

  it("excuses errors that a fault made, or that came while one was about, or soon after", () => {
    expect(found("server-errors", friends().asks("alice", "sync", { status: 502, faults: ["f1"] }))).to.deep.equal([]);
    const cut = () => friends().fault("cut", "hs1->hs2");
    expect(found("server-errors", cut().asks("alice", "join", { status: 502 }).heals("cut", "hs1->hs2"))).to.deep.equal(
      [],
    );
    expect(found("server-errors", cut().heals("cut", "hs1->hs2").asks("alice", "join", { status: 502 }))).to.deep.equal(
      [],
    );
    const later = cut().heals("cut", "hs1->hs2").wait(6_000).asks("alice", "join", { status: 502 });
    expect(found("server-errors", later)).to.deep.equal(["server-error"]);
  });

  it("excuses errors while a server is down", () => {
    expect(
      found("server-errors", friends().server("hs2", "stopped").asks("alice", "join", { status: 502 })),
    ).to.deep.equal([]);
  });

  it("looks through a fault at what the server really said", () => {
    const story = friends().asks("alice", "sync", { status: 200, serverStatus: 500 });
    expect(found("server-errors", story)).to.deep.equal(["server-error"]);
  });

  it("knows nothing of a story that runs into rate limits", () => {
    expect(resultOf("server-errors", friends().asks("alice", "send", { status: 429 })).verdict).to.equal("unknown");
  });
});

describe("the fault-bit oracle", () => {
  const cut = (bites: number, optional?: true) =>
    friends().fault("cut", "hs1->hs2").heals("cut", "hs1->hs2", { bites, detail: "no connection" }, optional);

  it("holds when the fault bit, or need not have", () => {
    expect(found("fault-bit", cut(1))).to.deep.equal([]);
    expect(found("fault-bit", cut(0, true))).to.deep.equal([]);
  });

  it("knows nothing when it touched nothing, or was never healed", () => {
    const { verdict, findings } = resultOf("fault-bit", cut(0));
    expect([verdict, findings[0]?.kind]).to.deep.equal(["unknown", "fault-missed"]);
    expect(found("fault-bit", friends().fault("cut", "hs1->hs2"))).to.deep.equal(["fault-unhealed"]);
  });
});

describe("the plot oracle", () => {
  const expects = (story: Told, more: object) =>
    story.write({ kind: "expectation", what: "something", met: false, ...more } as never);

  it("holds when the story comes to its end", () => expect(found("plot", friends())).to.deep.equal([]));

  it("reports what the story expected in vain", () => {
    expect(found("plot", expects(friends(), {}))).to.deep.equal(["expectation"]);
    expect(found("plot", expects(friends(), { met: true }))).to.deep.equal([]);
  });

  it("leaves reading to the decryption oracle, unless nothing is owed", () => {
    const reading = { event: "$hello", device: "bob" };
    expect(found("plot", expects(friends().says("alice", "hello").fails("hello", "bob"), reading))).to.deep.equal([]);
    expect(found("plot", expects(friends().leaves("bob").says("alice", "hello"), reading))).to.deep.equal([
      "expectation",
    ]);
  });

  it("reports a client that died unasked, and not one that was killed", () => {
    expect(found("plot", friends().client("bob", "died", "SIGSEGV"))).to.deep.equal(["client-died"]);
    expect(found("plot", friends().client("bob", "killed"))).to.deep.equal([]);
  });

  it("reports a story that broke off", () => {
    const story = friends();
    story.ends("failed", "bob did not see its invite");
    expect(found("plot", story)).to.deep.equal(["story-broke"]);
  });

  it("knows nothing of a story that was interrupted", () => {
    const story = friends();
    story.ends("interrupted");
    expect(resultOf("plot", story).verdict).to.equal("unknown");
  });
});
