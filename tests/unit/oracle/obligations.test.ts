import { expect } from "chai";
import { factsOf } from "../../../harness/oracle/facts/index.ts";
import { obligationsOf } from "../../../harness/oracle/obligations.ts";
import { deviceIdOf, friends, ROOM, type Told, tell, userOf } from "./told.ts";

/** What happens, and what `bob` (or another device) may then expect of “hello”. */
type Situation = [title: string, story: () => Told, expected: string, device?: string];

const visible = (historyVisibility: string) => tell().devices("alice", "bob").opens("alice", { historyVisibility });
const invited = (historyVisibility: string) =>
  tell()
    .devices("alice", "bob")
    .opens("alice", { historyVisibility, invite: ["bob"] });
const hello = (story: Told) => story.says("alice", "hello");

const strict = { excludeInsecureDevices: true };
const careful = { onlyVerifiedDevices: true };
const restore = (version: string) => ["bob/2", "restoreBackup", {}, { version, imported: 9 }] as const;
const verifies = (story: Told, device: string, user: string) =>
  story.learns(device, "verification", { userId: userOf(user), flowId: "f", phase: "done" });
const blacklists = { userId: userOf("bob"), deviceId: deviceIdOf("bob") };

/** Alice speaks while something of another device is under way. */
const meanwhile = (story: Told, device: string, name: string, args = {}) =>
  story.startsSaying("alice", "hello").begin(device, name, args).said("alice", "hello").finish(device, name);

const CHAPTERS: Record<string, Situation[]> = {
  "being in the room": [
    ["joined before", () => hello(friends()), "owed"],
    ["the sender itself", () => hello(friends()), "may own-message", "alice"],
    ["the sender's other device", () => hello(friends().device("alice/2")), "owed", "alice/2"],
    ["a member's other device", () => hello(friends().device("bob/2")), "owed", "bob/2"],
    [
      "joining in the very moment when it had been said",
      () => hello(visible("shared")).begin("bob", "join", { roomId: ROOM }).sameMoment().finish("bob", "join"),
      "may history-key-sharing-optional",
    ],
    ["never invited", () => hello(visible("shared")), "forbidden not-joined"],
    ["joined a public room", () => hello(visible("shared").joins("bob")), "owed"],
    [
      "joining while it is said, uninvited",
      () => meanwhile(visible("shared"), "bob", "join", { roomId: ROOM }),
      "unknown membership-race",
    ],
    [
      "accepting an invite while it is said",
      () => meanwhile(invited("shared"), "bob", "join", { roomId: ROOM }),
      "owed",
    ],
    [
      "accepting while it is said, history closed to invited",
      () => meanwhile(invited("joined"), "bob", "join", { roomId: ROOM }),
      "unknown membership-race",
    ],
    [
      "a join that failed",
      () => hello(visible("shared").begin("bob", "join", { roomId: ROOM }).finish("bob", "join", {}, "fail")),
      "forbidden not-joined",
    ],
    [
      "a join of unknown outcome",
      () => hello(visible("shared").begin("bob", "join", { roomId: ROOM }).finish("bob", "join", {}, "info")),
      "unknown membership-race",
    ],
  ],
  "invited when it was said": [
    ["shared history, joins later", () => hello(invited("shared")).joins("bob"), "owed"],
    ["history for invited, joins later", () => hello(invited("invited")).joins("bob"), "owed"],
    ["world-readable history, joins later", () => hello(invited("world_readable")).joins("bob"), "owed"],
    ["history for joined, joins later", () => hello(invited("joined")).joins("bob"), "forbidden history-not-visible"],
    ["never joins", () => hello(invited("shared")), "may invited-never-joined"],
    ["history for joined, never joins", () => hello(invited("joined")), "forbidden not-joined"],
    ["declined before", () => hello(invited("shared").leaves("bob")), "forbidden not-joined"],
    [
      "invite withdrawn before",
      () => hello(invited("shared").moderates("alice", "kick", "bob")),
      "forbidden not-joined",
    ],
    [
      "invited by a later invite",
      () => hello(visible("shared").moderates("alice", "invite", "bob")).joins("bob"),
      "owed",
    ],
    [
      "being invited while it is said",
      () => meanwhile(visible("shared"), "alice", "invite", { roomId: ROOM, userId: userOf("bob") }).joins("bob"),
      "unknown membership-race",
    ],
  ],
  "a newcomer": [
    [
      "shared history",
      () => hello(visible("shared")).moderates("alice", "invite", "bob").joins("bob"),
      "may history-key-sharing-optional",
    ],
    ["world-readable history", () => hello(visible("world_readable")).joins("bob"), "may history-key-sharing-optional"],
    [
      "history for invited",
      () => hello(visible("invited")).moderates("alice", "invite", "bob").joins("bob"),
      "forbidden history-not-visible",
    ],
    [
      "history for joined",
      () => hello(visible("joined")).moderates("alice", "invite", "bob").joins("bob"),
      "forbidden history-not-visible",
    ],
    [
      "history opened after it was said",
      () =>
        hello(visible("joined"))
          .op("alice", "setHistoryVisibility", { roomId: ROOM, visibility: "shared" })
          .joins("bob"),
      "forbidden history-not-visible",
    ],
    [
      "history closed before it was said",
      () =>
        hello(visible("shared").op("alice", "setHistoryVisibility", { roomId: ROOM, visibility: "joined" })).joins(
          "bob",
        ),
      "forbidden history-not-visible",
    ],
    [
      "history changing while it is said",
      () =>
        meanwhile(visible("shared"), "alice", "setHistoryVisibility", { roomId: ROOM, visibility: "joined" }).joins(
          "bob",
        ),
      "unknown membership-race",
    ],
    [
      "whose later join only the server tells of",
      () => hello(visible("shared")).says("alice", "later").state("later", { alice: "join", bob: "join" }),
      "may history-key-sharing-optional",
    ],
  ],
  "key sharing on invite (MSC4268)": [
    ["history for invited, invited after", () => invitedAfter("invited"), "forbidden history-not-visible"],
    ["history for joined, invited after", () => invitedAfter("joined"), "forbidden history-not-visible"],
    ["shared history, invited after", () => invitedAfter("shared"), "may history-key-sharing-optional"],
    [
      "shared history, invited after, and the bundle came",
      () => invitedAfter("shared").gets("bob", "S1", { source: "bundle" }),
      "may history-key-sharing-optional",
    ],
    [
      "invited after, and never joins",
      () => hello(visible("shared")).moderates("alice", "invite", "bob"),
      "forbidden not-joined",
    ],
    [
      "invited after, and banned before joining",
      () => hello(visible("shared")).moderates("alice", "invite", "bob").moderates("alice", "ban", "bob"),
      "forbidden not-joined",
    ],
    ["said by another than the inviter", () => invitedAfter("shared", "charlie"), "may history-key-sharing-optional"],
    [
      "a device that came after the bundle",
      () => invitedAfter("shared").device("bob/2"),
      "may history-key-sharing-optional",
      "bob/2",
    ],
  ],
  "having left": [
    ["left before", () => hello(friends().leaves("bob")), "forbidden left"],
    ["kicked before", () => hello(friends().moderates("alice", "kick", "bob")), "forbidden left"],
    ["banned before", () => hello(friends().moderates("alice", "ban", "bob")), "forbidden banned"],
    [
      "unbanned before, not back",
      () => hello(friends().moderates("alice", "ban", "bob").moderates("alice", "unban", "bob")),
      "forbidden left",
    ],
    ["left after", () => hello(friends()).leaves("bob"), "owed"],
    [
      "leaving while it is said",
      () => meanwhile(friends(), "bob", "leave", { roomId: ROOM }),
      "unknown membership-race",
    ],
    [
      "being kicked while it is said",
      () => meanwhile(friends(), "alice", "kick", { roomId: ROOM, userId: userOf("bob") }),
      "unknown membership-race",
    ],
    ["left and came back before", () => hello(friends().leaves("bob").joins("bob")), "owed"],
    [
      "left before, came back after",
      () => hello(friends().leaves("bob")).joins("bob"),
      "may history-key-sharing-optional",
    ],
    [
      "a leave that failed",
      () => hello(friends().begin("bob", "leave", { roomId: ROOM }).finish("bob", "leave", {}, "fail")),
      "owed",
    ],
  ],
  knocking: [
    ["knocked, not let in", () => hello(visible("shared").op("bob", "knock", { roomId: ROOM })), "forbidden knocking"],
    [
      "knocked, let in after",
      () =>
        hello(visible("shared").op("bob", "knock", { roomId: ROOM }))
          .moderates("alice", "invite", "bob")
          .joins("bob"),
      "may history-key-sharing-optional",
    ],
    [
      "knocked and let in before",
      () =>
        hello(visible("shared").op("bob", "knock", { roomId: ROOM }).moderates("alice", "invite", "bob").joins("bob")),
      "owed",
    ],
  ],
  "what the sender's server says": [
    ["agrees that he was in", () => hello(friends()).state("hello", { alice: "join", bob: "join" }), "owed"],
    [
      "knows of a membership that no operation tells of",
      () => hello(visible("shared")).state("hello", { alice: "join", bob: "join" }),
      "owed",
    ],
    [
      "had not heard of his join yet",
      () => hello(visible("shared").joins("bob")).state("hello", { alice: "join" }),
      "may join-in-flight",
    ],
    [
      "had not heard of his join for ten calm seconds",
      () => hello(visible("shared").joins("bob").wait(10_000)).state("hello", { alice: "join" }),
      "owed",
    ],
    [
      "had not heard of his join, for the servers had been cut off from each other",
      () =>
        hello(visible("shared").joins("bob").wait(10_000).fault("cut", "hs2->hs1").heals("cut", "hs2->hs1")).state(
          "hello",
          { alice: "join" },
        ),
      "may join-in-flight",
    ],
    ["had heard of his invite only", () => hello(friends()).state("hello", { alice: "join", bob: "invite" }), "owed"],
    [
      "had not heard of his leave",
      () => hello(friends().leaves("bob")).state("hello", { alice: "join", bob: "join" }),
      "may left-in-flight",
    ],
    [
      "settles the visibility",
      () => hello(visible("shared")).state("hello", { alice: "join" }, { historyVisibility: "joined" }).joins("bob"),
      "forbidden history-not-visible",
    ],
    [
      "is of another time, and nobody knows whether it had heard of his join",
      () => hello(visible("shared").joins("bob")).state("hello", { alice: "join", bob: "join" }, { late: true }),
      "unknown membership-race",
    ],
    [
      "is of another time, but the sender's client had been shown his join",
      () =>
        hello(
          visible("shared")
            .joins("bob")
            .learns("alice", "member", { roomId: ROOM, userId: userOf("bob"), membership: "join" }),
        ).state("hello", { alice: "join" }, { late: true }),
      "owed",
    ],
    [
      "is of another time, but his join is ten calm seconds old",
      () => hello(visible("shared").joins("bob").wait(10_000)).state("hello", { alice: "join" }, { late: true }),
      "owed",
    ],
    [
      "is of another time, when he had left, but the sender's client had been shown his invite",
      () =>
        hello(friends().learns("alice", "member", { roomId: ROOM, userId: userOf("bob"), membership: "invite" }))
          .state("hello", { alice: "join", bob: "leave" }, { late: true })
          .leaves("bob"),
      "owed",
    ],
    [
      "cannot settle a join under way, for the key was shared before",
      () =>
        meanwhile(visible("shared"), "bob", "join", { roomId: ROOM }).state("hello", { alice: "join", bob: "join" }),
      "unknown membership-race",
    ],
  ],
  "a device's life": [
    ["new device after", () => hello(friends()).device("bob/2"), "may device-created-after", "bob/2"],
    [
      "logging in while it is said",
      () =>
        friends()
          .startsSaying("alice", "hello")
          .begin("bob/2", "login")
          .born("bob/2")
          .finish("bob/2", "login")
          .said("alice", "hello"),
      "unknown device-creation-race",
      "bob/2",
    ],
    ["logged out before", () => hello(friends().op("bob", "logout").gone("bob")), "may device-gone"],
    ["logging out while it is said", () => meanwhile(friends(), "bob", "logout"), "may device-gone"],
    ["logged out after", () => hello(friends()).op("bob", "logout").gone("bob"), "owed"],
    [
      "deleted by the user's other device before",
      () => hello(friends().device("bob/2").op("bob/2", "deleteDevice", { deviceId: "BOB" })),
      "may device-gone",
    ],
    [
      "new device of a user who joined later",
      () => hello(visible("joined")).joins("bob").device("bob/2"),
      "forbidden history-not-visible",
      "bob/2",
    ],
    [
      "new device between invite and join",
      () => hello(invited("shared")).device("bob/2").joins("bob/2"),
      "may device-created-after",
      "bob/2",
    ],
    ["client stopped when it was said", () => hello(friends().client("bob", "stopped")), "owed"],
    ["server down when it was said", () => hello(friends().server("hs2", "stopped")), "owed"],
    ["under a fault of the link", () => hello(friends().fault("link down", "hs1->hs2")), "owed"],
  ],
  "dehydrated devices (MSC3814)": [
    [
      "one slept and was woken",
      () =>
        hello(friends().op("bob", "startDehydration", { createNewKey: true, rehydrate: false }))
          .device("bob/2")
          .op("bob/2", "startDehydration", { rehydrate: true }),
      "owed",
      "bob/2",
    ],
    [
      "none slept when it was said",
      () =>
        hello(friends())
          .op("bob", "startDehydration", { createNewKey: true })
          .device("bob/2")
          .op("bob/2", "startDehydration", { rehydrate: true }),
      "may device-created-after",
      "bob/2",
    ],
    [
      "one slept and nobody woke it",
      () => hello(friends().op("bob", "startDehydration", { createNewKey: true })).device("bob/2"),
      "may device-created-after",
      "bob/2",
    ],
  ],
  "key backup": [
    [
      "was complete when it was restored",
      () =>
        backedUp()
          .op("bob", "waitForBackup")
          .device("bob/2")
          .op(...restore("1")),
      "owed",
      "bob/2",
    ],
    [
      "may not have been complete",
      () =>
        backedUp()
          .device("bob/2")
          .op(...restore("1")),
      "unknown backup-uncertain",
      "bob/2",
    ],
    [
      "another version was restored",
      () =>
        backedUp()
          .op("bob", "waitForBackup")
          .device("bob/2")
          .op(...restore("2")),
      "unknown backup-uncertain",
      "bob/2",
    ],
    [
      "was waited for before the message was read",
      () =>
        hello(friends().op("bob", "enableBackup", {}, { version: "1" }))
          .op("bob", "waitForBackup")
          .reads("hello", "bob")
          .device("bob/2")
          .op(...restore("1")),
      "unknown backup-uncertain",
      "bob/2",
    ],
    [
      "was never on",
      () =>
        hello(friends())
          .reads("hello", "bob")
          .device("bob/2")
          .op(...restore("1")),
      "may device-created-after",
      "bob/2",
    ],
    [
      "never had it, for the other device never read it",
      () =>
        hello(friends().op("bob", "enableBackup", {}, { version: "1" }))
          .op("bob", "waitForBackup")
          .device("bob/2")
          .op(...restore("1")),
      "may device-created-after",
      "bob/2",
    ],
    [
      "was reset, and filled again",
      () =>
        backedUp()
          .op("bob", "resetBackup", {}, { version: "2" })
          .op("bob", "waitForBackup")
          .device("bob/2")
          .op(...restore("2")),
      "owed",
      "bob/2",
    ],
    [
      "was reset, and not waited for",
      () =>
        backedUp()
          .op("bob", "waitForBackup")
          .op("bob", "resetBackup", {}, { version: "2" })
          .device("bob/2")
          .op(...restore("2")),
      "unknown backup-uncertain",
      "bob/2",
    ],
    [
      "the sender's own, restored on a new device",
      () =>
        hello(friends().op("alice", "enableBackup", {}, { version: "1" }))
          .op("alice", "waitForBackup")
          .device("alice/2")
          .op("alice/2", "restoreBackup", {}, { version: "1" }),
      "owed",
      "alice/2",
    ],
    [
      "restored by someone who was not in the room",
      () =>
        hello(visible("joined").op("alice", "enableBackup", {}, { version: "1" }))
          .op("alice", "waitForBackup")
          .op("bob", "restoreBackup", {}, { version: "1" }),
      "forbidden not-joined",
    ],
    [
      "keys imported by hand",
      () => hello(friends()).device("bob/2").op("bob/2", "importKeys"),
      "may keys-imported",
      "bob/2",
    ],
  ],
  blacklists: [
    ["blacklisted before", () => hello(friends().op("alice", "blacklistDevice", blacklists)), "forbidden blacklisted"],
    ["blacklisted after", () => hello(friends()).op("alice", "blacklistDevice", blacklists), "owed"],
    [
      "being blacklisted while it is said",
      () => meanwhile(friends(), "alice", "blacklistDevice", blacklists),
      "unknown blacklist-race",
    ],
    [
      "blacklisted by another device",
      () => hello(friends().device("charlie").op("charlie", "blacklistDevice", blacklists)),
      "owed",
    ],
    [
      "another device is blacklisted",
      () => hello(friends().device("bob/2").op("alice", "blacklistDevice", blacklists)),
      "owed",
      "bob/2",
    ],
  ],
  "excluding insecure devices (MSC4153)": [
    ["the device is not signed", () => hello(pair(strict, {})), "forbidden insecure-device"],
    ["the device was signed before", () => hello(pair(strict, {}).op("bob", "bootstrapCrossSigning")), "owed"],
    [
      "the device was signed after",
      () => hello(pair(strict, {})).op("bob", "bootstrapCrossSigning"),
      "forbidden insecure-device",
    ],
    [
      "the device is being signed",
      () => meanwhile(pair(strict, {}), "bob", "bootstrapCrossSigning"),
      "unknown insecure-device-race",
    ],
    ["the device was signed by verifying it", () => hello(verifies(pair(strict, {}), "bob", "bob")), "owed"],
    [
      "the device signed itself with the recovery key",
      () => hello(pair(strict, {}).op("bob", "restoreBackup")),
      "owed",
    ],
    ["the reader excludes, and the sender is not signed", () => hello(pair({}, strict)), "may insecure-sender"],
    [
      "the reader excludes, and the sender is signed",
      () => hello(pair({}, strict).op("alice", "bootstrapCrossSigning")),
      "owed",
    ],
    [
      "switched on only by a later start",
      () => hello(pair({}, {})).op("alice", "restore", { options: strict }),
      "owed",
    ],
  ],
  "verified devices only": [
    [
      "never verified",
      () => hello(pair(careful, {}).op("bob", "bootstrapCrossSigning")),
      "forbidden unverified-device",
    ],
    [
      "verified before",
      () => hello(verifies(pair(careful, {}).op("bob", "bootstrapCrossSigning"), "alice", "bob")),
      "owed",
    ],
    [
      "verified after",
      () => verifies(hello(pair(careful, {}).op("bob", "bootstrapCrossSigning")), "alice", "bob"),
      "forbidden unverified-device",
    ],
    [
      "the user is verified, and this device not signed",
      () => hello(verifies(pair(careful, {}), "alice", "bob")),
      "may perhaps-unverified",
    ],
    [
      "the sender's own other device",
      () => hello(pair(careful, {}).device("alice/2")),
      "may perhaps-unverified",
      "alice/2",
    ],
  ],
};

/** Bob joins by an invite that came when the message had been sent. */
function invitedAfter(historyVisibility: string, speaker = "alice"): Told {
  const story =
    speaker === "alice" ? visible(historyVisibility) : visible(historyVisibility).device(speaker).joins(speaker);
  return story.says(speaker, "hello").moderates("alice", "invite", "bob").joins("bob");
}

function backedUp(): Told {
  return hello(friends().op("bob", "enableBackup", {}, { version: "1" })).reads("hello", "bob");
}

function pair(alice: object, bob: object): Told {
  const story = tell()
    .device("alice", { options: { ...alice } })
    .device("bob", { options: { ...bob } });
  return story.opens("alice", { invite: ["bob"] }).joins("bob");
}

function expectation(story: Told, device: string): string {
  const found = obligationsOf(factsOf(story.ends())).find(
    ({ message, device: { name } }) => message.sent.body === "hello" && name === device,
  );
  return [found?.due, found?.reason].filter(Boolean).join(" ");
}

describe("the obligations", () => {
  for (const [chapter, situations] of Object.entries(CHAPTERS)) {
    describe(chapter, () => {
      for (const [title, story, expected, device = "bob"] of situations) {
        it(`${title}: ${expected}`, () => expect(expectation(story(), device)).to.equal(expected));
      }
    });
  }

  it("begin when the invited user has joined", () => {
    const story = hello(invited("shared"));
    const { obligation } = only(story.joins("bob"));
    expect(obligation.since).to.equal(story.now - 5_100);
  });

  it("begin when the backup has been restored", () => {
    const { obligation, ends } = only(
      backedUp()
        .op("bob", "waitForBackup")
        .device("bob/2")
        .op(...restore("1")),
      "bob/2",
    );
    expect(obligation.since).to.equal(ends - 5_100);
  });
});

function only(story: Told, device = "bob") {
  const facts = factsOf(story.ends());
  const obligation = obligationsOf(facts).find((each) => each.device.name === device);
  if (!obligation) throw new Error(`nothing is said of ${device}`);
  return { obligation, ends: facts.endsAt };
}
