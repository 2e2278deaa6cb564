import { expect } from "chai";
import { judge } from "../../../harness/oracle/index.ts";
import { deviceIdOf, friends, olm, ROOM, type Told, tell, userOf } from "./told.ts";

const BOB = userOf("bob");

const knows = (story: Told, listed = [deviceIdOf("bob")]) =>
  story.asks("alice", "keys/query", { keys: { queried: { users: [BOB], devices: { [BOB]: listed }, failures: [] } } });

const claims = (story: Told, keyId?: string, more: { status?: number; failures?: string[] } = {}) => {
  const given = keyId ? [{ user: BOB, deviceId: "BOB", keyId, fallback: false }] : [];
  const claimed = { asked: { [BOB]: ["BOB"] }, given, failures: more.failures ?? [] };
  return story.asks("alice", "keys/claim", { status: more.status ?? 200, keys: { claimed } });
};

const key = olm("alice", "bob", "aaaa");
const sends = (story: Told, more: object = {}) =>
  story.asks("alice", "sendToDevice", { keys: { toDevice: [key] }, ...more });
const crosses = (story: Told, more: object = {}) =>
  story.exchange("hs1->hs2", "federation/send", { keys: { toDevice: [key] }, ...more });
const delivers = (story: Told, more: object = {}) => story.asks("bob", "sync", { keys: { toDevice: [key] }, ...more });
const failed = { status: null, outcome: "cut" as const };

/** Alice knows Bob's device and has claimed a key of it; the message is being sent. */
const ready = () => claims(knows(friends().startsSaying("alice", "hello")), "K1");
const onItsWay = (...hops: ((story: Told) => Told)[]) => hops.reduce((story, hop) => hop(story), ready());
const undecryptable = (story: Told, code?: string) => story.said("alice", "hello").fails("hello", "bob", code);

function autopsyOf(story: Told, device = "bob") {
  const autopsy = judge(story.ends()).autopsies.find((each) => each.device === device);
  if (!autopsy) throw new Error(`nothing happened to ${device}'s message`);
  return autopsy;
}

describe("the autopsy", () => {
  describe("of a key that was never sent", () => {
    it("finds that the sender had not seen the member", () => {
      const story = tell()
        .devices("alice", "bob")
        .opens("alice")
        .joins("bob")
        .asks("alice", "sync")
        .says("alice", "hello")
        .fails("hello", "bob");
      expect(autopsyOf(story)).to.include({ rootCause: "membership was stale" }).and.not.to.have.property("lastStep");
    });

    it("finds that the sender saw the member only when the message was encrypted", () => {
      const story = tell().devices("alice", "bob").opens("alice").joins("bob").says("alice", "hello");
      story.learns("alice", "member", { roomId: ROOM, userId: BOB, membership: "join" }).asks("alice", "sync");
      expect(autopsyOf(story.fails("hello", "bob")).rootCause).to.equal("membership was stale");
    });

    it("finds that the query for the devices failed", () => {
      const queried = { users: [BOB], devices: {}, failures: ["hs2"] };
      const story = friends().startsSaying("alice", "hello").asks("alice", "keys/query", { keys: { queried } });
      const { rootCause, lastStep, story: told } = autopsyOf(undecryptable(story));
      expect({ rootCause, lastStep }).to.deep.equal({
        rootCause: "sender did not know the device",
        lastStep: "knew the member",
      });
      expect(told.join(" ")).to.contain("hs2 could not be reached");
    });

    it("finds that the sender was told of a change, and did not ask again", () => {
      const deviceLists = { changed: [BOB], left: [] };
      const story = knows(friends()).device("bob/2").asks("alice", "sync", { keys: { deviceLists } });
      expect(autopsyOf(story.says("alice", "hello").fails("hello", "bob/2"), "bob/2").rootCause).to.equal(
        "sender did not know the device",
      );
    });

    it("finds that the device list update was lost between the servers", () => {
      const keys = { deviceLists: { changed: [BOB], left: [] } };
      const story = knows(friends())
        .device("bob/2")
        .exchange("hs2->hs1", "federation/send", { keys, ...failed });
      const { rootCause, story: told } = autopsyOf(story.says("alice", "hello").fails("hello", "bob/2"), "bob/2");
      expect(rootCause).to.equal("device list update lost in federation");
      expect(told.join(" ")).to.contain("its connection was cut");
    });

    it("finds that the sender's server answered with an old list", () => {
      const keys = { deviceLists: { changed: [BOB], left: [] } };
      const story = friends().device("bob/2").exchange("hs2->hs1", "federation/send", { keys });
      const { rootCause, story: told } = autopsyOf(
        knows(story).says("alice", "hello").fails("hello", "bob/2"),
        "bob/2",
      );
      expect(rootCause).to.equal("sender did not know the device");
      expect(told.join(" ")).to.contain("without BOB_2");
    });

    it("finds that the claim failed", () => {
      const story = claims(knows(friends().startsSaying("alice", "hello")), undefined, { status: 504 });
      expect(autopsyOf(undecryptable(story))).to.include({
        rootCause: "claim failed and not retried",
        lastStep: "knew the device",
      });
    });

    it("finds that the other server could not be reached for the claim, though the sender spoke of m.no_olm", () => {
      const withheld = { type: "m.room_key.withheld", recipient: BOB, deviceId: "BOB", withheld: { code: "m.no_olm" } };
      const story = claims(knows(friends().startsSaying("alice", "hello")), undefined, { failures: ["hs2"] });
      story.asks("alice", "sendToDevice", { keys: { toDevice: [withheld] } });
      const { rootCause, story: told } = autopsyOf(undecryptable(story, "MEGOLM_KEY_WITHHELD"));
      expect(rootCause).to.equal("claim failed and not retried");
      expect(told.join(" ")).to.contain("m.no_olm");
    });

    it("finds that no key was left", () => {
      const story = claims(knows(friends().startsSaying("alice", "hello")));
      expect(autopsyOf(undecryptable(story)).rootCause).to.equal("one-time key exhausted");
    });

    it("finds that the sender's client refused the key that it had claimed", () => {
      const withheld = { type: "m.room_key.withheld", recipient: BOB, deviceId: "BOB", withheld: { code: "m.no_olm" } };
      const story = ready().asks("alice", "sendToDevice", { keys: { toDevice: [withheld] } });
      const { rootCause, lastStep, story: told } = autopsyOf(undecryptable(story));
      expect({ rootCause, lastStep }).to.deep.equal({
        rootCause: "one-time key rejected",
        lastStep: "knew the device",
      });
      expect(told.join(" ")).to.contain("claimed the one-time key K1").and.to.contain("did not take it");
    });

    it("finds that the sender withheld it, and why", () => {
      const withheld = {
        type: "m.room_key.withheld",
        recipient: BOB,
        deviceId: "BOB",
        withheld: { code: "m.unverified" },
      };
      const story = ready().asks("alice", "sendToDevice", { keys: { toDevice: [withheld] } });
      expect(autopsyOf(undecryptable(story))).to.include({ rootCause: "withheld", withheldCode: "m.unverified" });
    });

    it("finds the withheld code in the SDK's own", () => {
      const story = undecryptable(ready(), "MissingMegolmSession(m.unauthorised)");
      expect(autopsyOf(story)).to.include({ rootCause: "withheld", withheldCode: "m.unauthorised" });
    });

    it("finds that the sender's client was killed first", () => {
      const killed = ready().client("alice", "killed").client("alice", "started");
      const story = undecryptable(killed);
      expect(autopsyOf(story).rootCause).to.equal("room key lost at the sender");
    });

    it("finds that the sender's client, which could have sent it, did not", () => {
      expect(autopsyOf(undecryptable(ready()))).to.include({
        rootCause: "room key lost at the sender",
        lastStep: "had an Olm session",
      });
    });
  });

  describe("of a key on its way", () => {
    it("finds that the sender's server never accepted it", () => {
      const story = undecryptable(onItsWay((told) => sends(told, failed)));
      expect(autopsyOf(story)).to.include({ rootCause: "room key lost at the sender", lastStep: "sent the room key" });
    });

    it("knows that a server acts though its answer is lost", () => {
      const story = undecryptable(onItsWay((told) => sends(told, { ...failed, serverStatus: 200 })));
      expect(autopsyOf(story)).to.include({ rootCause: "room key lost at the sender's server" });
    });

    it("finds that the sender's server never sent it on", () => {
      const story = undecryptable(onItsWay(sends));
      expect(autopsyOf(story)).to.include({
        rootCause: "room key lost at the sender's server",
        lastStep: "accepted by the sender's server",
      });
    });

    it("finds that it was lost between the servers", () => {
      const story = undecryptable(onItsWay(sends, (told) => crosses(told, failed)));
      expect(autopsyOf(story)).to.include({ rootCause: "room key lost in federation" });
    });

    it("finds that the recipient's server never delivered it", () => {
      const story = undecryptable(onItsWay(sends, crosses));
      expect(autopsyOf(story)).to.include({
        rootCause: "room key lost at the recipient's server",
        lastStep: "crossed federation",
      });
    });

    it("asks nothing of federation on one server", () => {
      const { stopped } = localStory();
      expect(autopsyOf(stopped, "charlie")).to.include({ rootCause: "room key lost at the recipient's server" });
    });

    it("finds that the sync which carried it was cut, and it never came again", () => {
      const story = undecryptable(onItsWay(sends, crosses, (told) => delivers(told, failed)));
      const { rootCause, story: told } = autopsyOf(story);
      expect(rootCause).to.equal("room key lost at the recipient's server");
      expect(told.join(" ")).to.contain("no later one brought it again");
    });

    it("finds that the recipient's client made nothing of it", () => {
      const story = undecryptable(onItsWay(sends, crosses, delivers)).asks("bob", "sync");
      expect(autopsyOf(story)).to.include({
        rootCause: "room key lost at the recipient's client",
        lastStep: "acknowledged",
      });
    });

    it("finds that the Olm session was wedged", () => {
      const story = onItsWay(sends, crosses, delivers, (told) =>
        told.processes("bob", "alice", "utd", "m.room.encrypted"),
      );
      expect(autopsyOf(undecryptable(story)).rootCause).to.equal("Olm session wedged");
    });

    it("finds that the one-time key had been handed out twice", () => {
      const claimed = {
        asked: {},
        given: [{ user: BOB, deviceId: "BOB", keyId: "K1", fallback: false }],
        failures: [],
      };
      const twice = (told: Told) =>
        told
          .exchange("hs1->hs2", "federation/user/keys/claim", { keys: { claimed } })
          .asks("bob", "keys/claim", { keys: { claimed } });
      const story = onItsWay(twice, sends, crosses, delivers, (told) => told.processes("bob", "alice", "utd"));
      expect(autopsyOf(undecryptable(story)).rootCause).to.equal("one-time key duplicated");
    });

    it("finds that the two had come to disagree on the one-time keys", () => {
      const story = friends()
        .asks("bob", "keys/upload", { status: 400, errcode: "M_UNKNOWN" })
        .startsSaying("alice", "hello");
      const undone = delivers(crosses(sends(claims(knows(story), "K1")))).processes("bob", "alice", "utd");
      expect(autopsyOf(undecryptable(undone)).rootCause).to.equal("one-time key rejected");
    });

    it("finds that the client was killed before it stored the key", () => {
      const story = onItsWay(sends, crosses, delivers, (told) => told.client("bob", "killed").client("bob", "started"));
      expect(autopsyOf(undecryptable(story.op("bob", "startSync"))).rootCause).to.equal(
        "key arrived but was not stored",
      );
    });
  });

  describe("of a key that is there", () => {
    it("finds that it begins after the message, and that a claim had failed before", () => {
      const story = claims(knows(friends().startsSaying("alice", "hello")), undefined, { failures: ["hs2"] });
      undecryptable(story, "OLM_UNKNOWN_MESSAGE_INDEX");
      const later = delivers(crosses(sends(claims(story.startsSaying("alice", "more"), "K1"))));
      later.gets("bob", "S1", { firstIndex: 1 }).said("alice", "more", { index: 1 }).reads("more", "bob");
      const { rootCause, lastStep, story: told } = autopsyOf(later);
      expect({ rootCause, lastStep }).to.deep.equal({ rootCause: "ratchet index too late", lastStep: "stored" });
      expect(told.join(" ")).to.contain("claim for a one-time key had failed").and.to.contain("begins at 1");
    });

    it("finds that it went with the client", () => {
      const story = onItsWay(sends, crosses, delivers, (told) => told.gets("bob").client("bob", "killed"));
      expect(autopsyOf(undecryptable(story.client("bob", "started"))).rootCause).to.equal(
        "key arrived but was not stored",
      );
    });

    for (const code of [
      "UNSIGNED_SENDER_DEVICE",
      "SenderIdentityNotTrusted(VerificationViolation)",
      "MismatchedSender",
    ]) {
      it(`finds that the sender was refused (${code})`, () => {
        const story = onItsWay(sends, crosses, delivers, (told) => told.gets("bob"));
        expect(autopsyOf(undecryptable(story, code)).rootCause).to.equal("identity or sender check refused");
      });
    }

    it("finds that the event is malformed", () => {
      expect(autopsyOf(undecryptable(ready(), "PayloadDeserializationFailure")).rootCause).to.equal("malformed");
    });

    it("finds that the event is malformed, though the SDK has no word for it", () => {
      const story = onItsWay(sends, crosses, delivers, (told) => told.gets("bob"));
      expect(autopsyOf(undecryptable(story, "UNKNOWN_ERROR")).rootCause).to.equal("malformed");
    });

    it("finds that the client had decrypted the message, and shows it otherwise", () => {
      const story = onItsWay(sends, crosses, delivers, (told) => told.gets("bob")).said("alice", "hello");
      const { rootCause, story: told } = autopsyOf(story.reads("hello", "bob").fails("hello", "bob"));
      expect(rootCause).to.equal("decryption lost at the recipient's client");
      expect(told.join(" ")).to.contain("undecryptable again");
    });

    it("does not blame a client for what an earlier life of it had decrypted", () => {
      const story = onItsWay(sends, crosses, delivers, (told) => told.gets("bob")).said("alice", "hello");
      story.reads("hello", "bob").client("bob", "stopped").client("bob", "started").fails("hello", "bob");
      expect(autopsyOf(story).rootCause).to.equal("undetermined");
    });

    it("says undetermined, with the last step, when nothing tells why it is gone", () => {
      const story = onItsWay(sends, crosses, delivers, (told) => told.gets("bob"));
      expect(autopsyOf(undecryptable(story))).to.include({ rootCause: "undetermined", lastStep: "stored" });
    });

    it("finds that a clock is wrong", () => {
      expect(autopsyOf(undecryptable(ready(), "HISTORICAL_MESSAGE_NO_KEY_BACKUP")).rootCause).to.equal("clock");
    });

    it("finds that the backup lacks it", () => {
      const story = friends()
        .op("bob", "enableBackup", {}, { version: "1" })
        .says("alice", "hello")
        .reads("hello", "bob");
      story.op("bob", "waitForBackup").device("bob/2").op("bob/2", "restoreBackup", {}, { version: "1", imported: 0 });
      story.fails("hello", "bob/2", "HISTORICAL_MESSAGE_WORKING_BACKUP");
      expect(autopsyOf(story, "bob/2").rootCause).to.equal("backup missing or wrong");
    });
  });

  it("of a late message names what it waited for the longest", () => {
    const story = ready();
    undecryptable(sends(story));
    crosses(story.wait(8_000));
    delivers(story).gets("bob").reads("hello", "bob");
    expect(autopsyOf(story)).to.include({ rootCause: "room key lost in federation", lastStep: "used" });
  });

  it("of a message that never came says how far it got", () => {
    const events = [{ type: "m.room.encrypted", event: "$hello" }];
    const story = friends().says("alice", "hello").exchange("hs1->hs2", "federation/send", { keys: { events } });
    const { rootCause, story: told } = autopsyOf(story);
    expect(rootCause).to.equal("the event itself did not arrive");
    expect(told.slice(1).map((sentence) => sentence.replace(/[\d.]+ s/, "T"))).to.deep.equal([
      "It reached hs2 at T.",
      "No sync of bob carried it.",
      "Root cause: the event itself did not arrive.",
    ]);
  });

  it("of a message that never left its server, or that a client kept to itself, says so", () => {
    const keys = { events: [{ type: "m.room.encrypted", event: "$hello" }] };
    const sent = () => friends().startsSaying("alice", "hello").asks("alice", "send", { keys }).said("alice", "hello");
    expect(autopsyOf(sent()).story.join(" ")).to.match(/hs1 accepted it at .* hs1 was not seen to hand it to hs2/);
    expect(autopsyOf(sent().asks("bob", "sync", { keys })).story.join(" ")).to.contain("which did not show it");
    const cut = { ...failed, keys };
    expect(autopsyOf(sent().exchange("hs1->hs2", "federation/send", cut)).story.join(" ")).to.contain("hs1 tried to");
    expect(autopsyOf(sent().asks("bob", "sync", cut)).story.join(" ")).to.contain("no later one brought it");
  });

  it("cites what was logged of it in its time, once, and nothing else", () => {
    const logs = (story: Told, source: string, line: string, level = "warn") =>
      story.write({ kind: "log", source, level, line } as never);
    const line =
      'Error creating Olm session\n    user_id="@bob:hs2" error=InvalidSignature\n    at /src/sessions.rs:12';
    const story = logs(logs(ready(), "alice", line), "alice", line);
    logs(logs(story, "alice", "Some key of @bob:hs2", "info"), "charlie", line);
    logs(
      logs(story, "hs1", "2026-11-25T19:56:25.600Z WARNING TX [hs2] Failed to send transaction"),
      "bob",
      "avatar of @alice:hs1",
    );
    undecryptable(story).wait(20_000);
    const { story: told } = autopsyOf(logs(story, "alice", "a late session of @bob:hs2"));
    expect(
      told.filter((sentence) => sentence.includes("logged")).map((text) => text.replace(/[\d.]+ s/, "T")),
    ).to.deep.equal([
      'alice logged at T: “Error creating Olm session user_id="@bob:hs2" error=InvalidSignature”',
      "hs1 logged at T: “WARNING TX [hs2] Failed to send transaction”",
    ]);
  });

  it("of a canary names the forgery", () => {
    const story = friends().says("alice", "hello", { forged: true }).fails("hello", "bob");
    expect(autopsyOf(story).rootCause).to.equal("malformed");
  });

  it("tells its account in the order of the way", () => {
    const { story } = autopsyOf(undecryptable(onItsWay(sends, crosses)));
    expect(story[0]).to.match(/^In “hello”, alice sent “hello” at [\d.]+ s; bob could not decrypt it \(MEGOLM_UNKNOWN/);
    expect(story.slice(1, 7).map((sentence) => sentence.replace(/[\d.]+ s/, "T"))).to.deep.equal([
      "alice's client knew by T that @bob:hs2 was in the room.",
      "alice's client learned of bob's device BOB from /keys/query at T.",
      "alice claimed the one-time key K1 of bob at T.",
      "alice sent bob an Olm message (aaaa), which may hold the room key, at T.",
      "hs1 accepted it at T.",
      "hs1 handed it to hs2 at T.",
    ]);
    expect(story.slice(7)).to.deep.equal([
      "hs2 never delivered it to bob.",
      "Root cause: room key lost at the recipient's server.",
    ]);
  });
});

function localStory() {
  const charlie = userOf("charlie");
  const story = tell()
    .devices("alice", "charlie")
    .opens("alice", { invite: ["charlie"] })
    .joins("charlie");
  story.startsSaying("alice", "hello").asks("alice", "keys/query", {
    keys: { queried: { users: [charlie], devices: { [charlie]: ["CHARLIE"] }, failures: [] } },
  });
  story.asks("alice", "sendToDevice", { keys: { toDevice: [olm("alice", "charlie", "bbbb")] } });
  return { stopped: story.said("alice", "hello").fails("hello", "charlie") };
}
