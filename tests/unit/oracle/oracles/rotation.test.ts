import { expect } from "chai";
import { found, resultOf } from "../found.ts";
import { deviceIdOf, friends, ROOM, tell, userOf } from "../told.ts";

const member = (user: string, membership: string) => ({ roomId: ROOM, userId: userOf(user), membership });
const three = () =>
  tell()
    .devices("alice", "bob", "charlie")
    .opens("alice", { invite: ["bob", "charlie"] })
    .joins("bob", "charlie");
const begun = () => three().says("alice", "before");
const again = { index: 1 };
const renewed = { session: "S2" };

describe("the rotation oracle", () => {
  it("holds when a session is kept for no reason to change it, over a restart too", () => {
    const story = begun()
      .client("alice", "stopped")
      .client("alice", "started")
      .op("alice", "restore")
      .op("alice", "startSync");
    expect(found("rotation", story.says("alice", "after", again))).to.deep.equal([]);
  });

  it("reports a change for no reason", () => {
    const story = begun().client("alice", "stopped").client("alice", "started").says("alice", "after", renewed);
    expect(found("rotation", story)).to.deep.equal(["rotation-needless"]);
  });

  it("reports an old session that comes back", () => {
    const story = begun().op("alice", "discardSession").says("alice", "between", renewed).op("alice", "discardSession");
    expect(found("rotation", story.says("alice", "after", again))).to.deep.equal(["rotation-undone"]);
  });

  describe("when the sender saw someone leave", () => {
    const left = () => begun().leaves("charlie").learns("alice", "member", member("charlie", "leave"));

    it("holds for a new session", () =>
      expect(found("rotation", left().says("alice", "after", renewed))).to.deep.equal([]));

    it("reports the old one", () => {
      const { findings } = resultOf("rotation", left().says("alice", "after", again));
      expect(findings[0]).to.include({ kind: "rotation-missed", device: "alice", beat: "after" });
      expect(findings[0]?.story[0]).to.contain("@charlie:hs1 had left");
    });

    it("does not mind when the member is back", () => {
      const back = left().joins("charlie").learns("alice", "member", member("charlie", "join"));
      expect(found("rotation", back.says("alice", "after", again))).to.deep.equal([]);
    });
  });

  it("asks nothing of a sender who had not seen the leave, and allows the change", () => {
    const left = () => begun().leaves("charlie");
    expect(found("rotation", left().says("alice", "after", again))).to.deep.equal([]);
    expect(found("rotation", left().says("alice", "after", renewed))).to.deep.equal([]);
  });

  describe("when the sender learned that a device was gone", () => {
    const gone = () => {
      const queried = { users: [userOf("bob")], devices: { [userOf("bob")]: [] }, failures: [] };
      return begun().op("bob", "logout").gone("bob").asks("alice", "keys/query", { keys: { queried } }).wait(500);
    };

    it("holds for a new session", () =>
      expect(found("rotation", gone().says("alice", "after", renewed))).to.deep.equal([]));
    it("reports the old one", () =>
      expect(found("rotation", gone().says("alice", "after", again))).to.deep.equal(["rotation-missed"]));
    it("allows the change one message later, when the news came just before the first", () => {
      const queried = { users: [userOf("bob")], devices: { [userOf("bob")]: [] }, failures: [] };
      const late = begun().op("bob", "logout").gone("bob").asks("alice", "keys/query", { keys: { queried } });
      const story = late.says("alice", "still the old one", again).says("alice", "after", renewed);
      expect(found("rotation", story)).to.deep.equal([]);
    });
  });

  describe("when the sender blacklisted a device", () => {
    const blacklisted = () =>
      begun().op("alice", "blacklistDevice", { userId: userOf("bob"), deviceId: deviceIdOf("bob") });

    it("holds for a new session", () =>
      expect(found("rotation", blacklisted().says("alice", "after", renewed))).to.deep.equal([]));
    it("reports the old one", () =>
      expect(found("rotation", blacklisted().says("alice", "after", again))).to.deep.equal(["rotation-missed"]));
  });

  describe("when history was closed", () => {
    const events = [{ type: "m.room.history_visibility", room: ROOM }];
    const closed = (said: object, from = "shared", to = "joined") => {
      const everyone = { alice: "join", bob: "join", charlie: "join" } as const;
      const story = begun().op("alice", "setHistoryVisibility", { roomId: ROOM, visibility: to });
      story.asks("alice", "sync", { keys: { events } }).wait(500).says("alice", "after", said);
      return story
        .state("before", everyone, { historyVisibility: from as "shared" })
        .state("after", everyone, { historyVisibility: to as "joined" });
    };

    it("holds for a new session", () => expect(found("rotation", closed(renewed))).to.deep.equal([]));
    it("reports the old one", () => expect(found("rotation", closed(again))).to.deep.equal(["rotation-missed"]));
    it("does not mind the old one when it was opened", () =>
      expect(found("rotation", closed(again, "joined", "shared"))).to.deep.equal([]));
  });

  describe("when the room limits a session", () => {
    const everyone = { alice: "join", bob: "join" } as const;
    const encryption = { algorithm: "m.megolm.v1.aes-sha2", rotationPeriodMsgs: 2, rotationPeriodMs: 3_000 };
    const spoken = (last: object, late?: { late: true }) => {
      const story = friends().says("alice", "1").says("alice", "2", again).says("alice", "3", last);
      for (const body of ["1", "2", "3"]) story.state(body, everyone, { encryption, ...late });
      return story;
    };

    it("holds for a new session after so many messages", () =>
      expect(found("rotation", spoken(renewed))).to.deep.equal([]));
    it("reports one message too many", () =>
      expect(found("rotation", spoken({ index: 2 }))).to.deep.equal(["rotation-missed"]));
    it("does not go by limits of another moment", () =>
      expect(found("rotation", spoken({ index: 2 }, { late: true }))).to.deep.equal([]));

    const aged = (client: string, said: object) => {
      const story = tell()
        .device("alice", { client })
        .device("bob")
        .opens("alice", { invite: ["bob"] })
        .joins("bob");
      story.says("alice", "1").wait(4_000).says("alice", "2", said);
      const limit = { encryption: { ...encryption, rotationPeriodMsgs: 100 } };
      return story.state("1", everyone, limit).state("2", everyone, limit);
    };

    it("reports an overaged session of a client without a minimum age", () => {
      expect(found("rotation", aged("rust", again))).to.deep.equal(["rotation-missed"]);
      expect(found("rotation", aged("rust", renewed))).to.deep.equal([]);
    });

    it("allows both where the SDK has one", () => {
      expect(found("rotation", aged("js", again))).to.deep.equal([]);
      expect(found("rotation", aged("js", renewed))).to.deep.equal([]);
    });
  });

  for (const [occasion, happen] of [
    ["a failed key request", (story: ReturnType<typeof begun>) => story.asks("alice", "sendToDevice", { status: 502 })],
    [
      "an invite that it saw",
      (story: ReturnType<typeof begun>) => story.learns("alice", "member", member("dora", "invite")),
    ],
    [
      "a renewal of the room's encryption",
      (story: ReturnType<typeof begun>) =>
        story.asks("alice", "sync", { keys: { events: [{ type: "m.room.encryption", room: ROOM }] } }),
    ],
    ["a reload of the member list", (story: ReturnType<typeof begun>) => story.asks("alice", "members")],
    [
      "a verification",
      (story: ReturnType<typeof begun>) =>
        story.learns("bob", "verification", { phase: "done", userId: userOf("alice") }),
    ],
  ] as const) {
    it(`allows a change after ${occasion}`, () => {
      expect(found("rotation", happen(begun()).says("alice", "after", renewed))).to.deep.equal([]);
    });
  }
});
