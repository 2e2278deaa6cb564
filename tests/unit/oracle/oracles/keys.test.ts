import { expect } from "chai";
import { found, resultOf } from "../found.ts";
import { friends, olm, type Told, userOf } from "../told.ts";

const BOB = userOf("bob");
const uploads = (story: Told, oneTimeKeys: string[], more: object = {}, fallbackKeys: string[] = []) =>
  story.asks("bob", "keys/upload", { keys: { uploaded: { deviceKeys: false, oneTimeKeys, fallbackKeys } }, ...more });
const gives = (story: Told, keyId: string, { fallback = false, link = "hs1->hs2" as const, ...more } = {}) => {
  const claimed = { asked: {}, given: [{ user: BOB, deviceId: "BOB", keyId, fallback }], failures: [] };
  return story.exchange(link, "federation/user/keys/claim", { keys: { claimed }, ...more });
};

describe("the one-time key oracle", () => {
  it("holds when each key is given once, and passed on by another server", () => {
    const claimed = { asked: {}, given: [{ user: BOB, deviceId: "BOB", keyId: "K1", fallback: false }], failures: [] };
    const story = gives(gives(uploads(friends(), ["K1", "K2"]), "K1"), "K2").asks("alice", "keys/claim", {
      keys: { claimed },
    });
    expect(found("one-time-keys", story)).to.deep.equal([]);
  });

  it("reports a key that is given twice", () => {
    expect(found("one-time-keys", gives(gives(uploads(friends(), ["K1"]), "K1"), "K1"))).to.deep.equal(["otk-reused"]);
  });

  it("tells the keys of two devices apart that had the same id one after the other", () => {
    const story = gives(uploads(friends(), ["K1"]), "K1")
      .op("bob", "logout")
      .gone("bob")
      .device("bob/2");
    const reborn = story.entries.find((entry) => entry.kind === "device" && entry.device === "bob/2");
    Object.assign(reborn as object, { deviceId: "BOB" });
    expect(found("one-time-keys", gives(uploads(story, ["K1"]), "K1"))).to.deep.equal([]);
  });

  it("does not blame the server for an answer that a fault rewrote", () => {
    const story = gives(uploads(friends(), ["K1"]), "K1").fault("rewrite reply", "hs2");
    expect(found("one-time-keys", gives(story, "K1", { faults: ["rewrite reply"] } as object))).to.deep.equal([]);
  });

  it("allows a fallback key to be given again", () => {
    const story = uploads(friends(), [], {}, ["F1"]);
    expect(
      found("one-time-keys", gives(gives(story, "F1", { fallback: true }), "F1", { fallback: true })),
    ).to.deep.equal([]);
  });

  it("reports a key that was never uploaded", () => {
    expect(found("one-time-keys", gives(uploads(friends(), ["K1"]), "K9"))).to.deep.equal(["otk-unknown"]);
  });

  it("reports an upload that the server refuses", () => {
    expect(found("one-time-keys", uploads(friends(), ["K1"], { status: 400 }))).to.deep.equal(["otk-rejected"]);
  });

  it("does not mind a refusal that a fault made up", () => {
    expect(found("one-time-keys", uploads(friends(), ["K1"], { status: 400, faults: ["f1"] }))).to.deep.equal([]);
  });

  const told = (story: Told, count: number) =>
    story.asks("bob", "sync", { keys: { otkCounts: { signed_curve25519: count } } });

  it("reports a stock that is never filled up", () => {
    expect(found("one-time-keys", told(friends(), 3).wait(10_000))).to.deep.equal(["otk-starved"]);
  });

  it("holds when it is filled up, when it is low for good reason, and when the story ends first", () => {
    expect(found("one-time-keys", uploads(told(friends(), 3), ["K1"]).wait(10_000))).to.deep.equal([]);
    expect(found("one-time-keys", told(friends(), 3).client("bob", "stopped").wait(10_000))).to.deep.equal([]);
    expect(found("one-time-keys", told(friends(), 3))).to.deep.equal([]);
  });

  it("reports a stock that grows without bounds", () => {
    expect(found("one-time-keys", told(friends(), 150))).to.deep.equal(["otk-overstock"]);
    expect(found("one-time-keys", told(friends(), 100))).to.deep.equal([]);
  });
});

describe("the fallback key oracle", () => {
  const stocked = () => uploads(friends(), ["K1"], {}, ["F1"]);

  it("holds when no one-time key is left", () => {
    expect(found("fallback-keys", gives(gives(stocked(), "K1"), "F1", { fallback: true }))).to.deep.equal([]);
  });

  it("reports a fallback key that is given too early", () => {
    expect(found("fallback-keys", gives(stocked(), "F1", { fallback: true }))).to.deep.equal(["fallback-early"]);
  });

  it("does not count keys whose upload may not have succeeded", () => {
    const story = uploads(friends(), ["K1"], { status: null, outcome: "cut" }, ["F1"]);
    expect(found("fallback-keys", gives(story, "F1", { fallback: true }))).to.deep.equal([]);
  });
});

const sends = (story: Told, ...hashes: string[]) =>
  hashes.reduce(
    (sum, hash) => sum.asks("alice", "sendToDevice", { keys: { toDevice: [olm("alice", "bob", hash)] } }),
    story,
  );
const delivers = (story: Told, ...hashes: string[]) =>
  story.asks("bob", "sync", { keys: { toDevice: hashes.map((hash) => olm("alice", "bob", hash)) } });

describe("the to-device oracle", () => {
  it("holds when all arrives in order, in one sync or in several", () => {
    expect(found("to-device", delivers(sends(friends(), "a", "b"), "a", "b"))).to.deep.equal([]);
    expect(found("to-device", delivers(delivers(sends(friends(), "a", "b"), "a"), "b"))).to.deep.equal([]);
  });

  it("reports what never arrives", () => {
    expect(found("to-device", delivers(sends(friends(), "a", "b"), "a"))).to.deep.equal(["to-device-lost"]);
  });

  it("does not count as arrived what was cut off", () => {
    const cut = { status: null, outcome: "cut" as const, keys: { toDevice: [olm("alice", "bob", "a")] } };
    expect(found("to-device", sends(friends(), "a").asks("bob", "sync", cut))).to.deep.equal(["to-device-lost"]);
  });

  it("expects nothing of a client that has stopped, or of what no server accepted", () => {
    expect(found("to-device", sends(friends(), "a").client("bob", "stopped"))).to.deep.equal([]);
    const refused = { status: 502, keys: { toDevice: [olm("alice", "bob", "a")] } };
    expect(found("to-device", friends().asks("alice", "sendToDevice", refused))).to.deep.equal([]);
  });

  it("reports what overtakes", () => {
    expect(found("to-device", delivers(sends(friends(), "a", "b"), "b", "a"))).to.deep.equal(["to-device-reordered"]);
    expect(found("to-device", delivers(delivers(sends(friends(), "a", "b"), "b"), "a"))).to.deep.equal([
      "to-device-reordered",
    ]);
  });

  it("does not mind the order of what was sent again", () => {
    expect(found("to-device", delivers(sends(friends(), "a", "b", "a"), "b", "a"))).to.deep.equal([]);
  });
});

describe("the Olm session oracle", () => {
  const fails = (story: Told) => story.processes("bob", "alice", "utd", "m.room.encrypted");
  const answers = (story: Told) =>
    story.asks("bob", "sendToDevice", { keys: { toDevice: [olm("bob", "alice", "z")] } });

  it("holds when a failed session recovers", () => {
    expect(
      found("olm-sessions", answers(fails(friends())).wait(20_000).processes("bob", "alice", "decrypted")),
    ).to.deep.equal([]);
  });

  it("reports a session that stays wedged", () => {
    expect(found("olm-sessions", fails(answers(fails(friends())).wait(20_000)))).to.deep.equal(["olm-wedged"]);
  });

  it("reports a client that does not open a new session", () => {
    expect(found("olm-sessions", fails(friends()).asks("bob", "sync").wait(20_000))).to.deep.equal([
      "olm-not-unwedged",
    ]);
  });

  const met = () => delivers(sends(friends(), "a"), "a").processes("bob", "alice", "decrypted");
  const HOUR_MS = 3_600_000;

  it("does not ask for a replacement of a session that is younger than an hour", () => {
    expect(found("olm-sessions", fails(met().wait(1_000)).wait(20_000))).to.deep.equal([]);
    expect(found("olm-sessions", fails(answers(friends().wait(1_000))).wait(20_000))).to.deep.equal([]);
    const renewed = met().wait(HOUR_MS).processes("bob", "alice", "decrypted");
    expect(found("olm-sessions", fails(delivers(sends(renewed, "b"), "b")).wait(20_000))).to.deep.equal([]);
  });

  it("knows nothing of a young session that stays wedged", () => {
    const { verdict, findings } = resultOf("olm-sessions", fails(fails(met()).wait(20_000)));
    expect([verdict, findings[0]?.kind]).to.deep.equal(["unknown", "olm-wedged"]);
    expect(findings[0]?.story[0]).to.contain("younger than an hour");
  });

  it("asks for a replacement of an older one, and when a young one has become old enough", () => {
    expect(found("olm-sessions", fails(met().wait(HOUR_MS)).wait(20_000))).to.deep.equal(["olm-not-unwedged"]);
    expect(found("olm-sessions", answers(fails(met().wait(HOUR_MS))).wait(20_000))).to.deep.equal([]);
    expect(found("olm-sessions", fails(met()).wait(HOUR_MS + 20_000))).to.deep.equal(["olm-not-unwedged"]);
    const { verdict, findings } = resultOf("olm-sessions", fails(fails(met()).wait(HOUR_MS + 20_000)));
    expect([verdict, findings[0]?.kind]).to.deep.equal(["broken", "olm-wedged"]);
  });

  it("gives a client time, and forgives a message that comes twice", () => {
    expect(found("olm-sessions", fails(friends()).asks("bob", "sync"))).to.deep.equal([]);
    const twice = fails(delivers(delivers(sends(friends(), "a"), "a").processes("bob", "alice", "decrypted"), "a"));
    expect(found("olm-sessions", twice.wait(20_000))).to.deep.equal([]);
  });
});
