import { expect } from "chai";
import { found, resultOf } from "../found.ts";
import { friends, ROOM, tell, userOf } from "../told.ts";

describe("the decryption oracle", () => {
  it("holds when all is read", () => {
    const { verdict, findings } = resultOf("decryption", friends().says("alice", "hello").reads("hello", "bob"));
    expect({ verdict, findings }).to.deep.equal({ verdict: "holds", findings: [] });
  });

  it("reports a lost message with its beat, device, code and root cause", () => {
    const story = friends().says("alice", "hello", { beat: "the greeting" }).fails("hello", "bob");
    const { verdict, findings } = resultOf("decryption", story);
    expect(verdict).to.equal("broken");
    expect(findings[0]).to.include({
      kind: "lost",
      oracle: "decryption",
      severity: "broken",
      beat: "the greeting",
      event: "$hello",
      device: "bob",
      cause: "missing-session",
      rootCause: "undetermined",
      afterMs: 5_100,
    });
  });

  it("reports late and missing messages", () => {
    const story = friends().says("alice", "hello").fails("hello", "bob").wait(5_000).reads("hello", "bob");
    expect(found("decryption", story.says("alice", "more"))).to.deep.equal(["late", "never-arrived"]);
  });

  it("knows nothing of what the journal cannot settle", () => {
    const story = tell().devices("alice", "bob").opens("alice").startsSaying("alice", "hello");
    story.begin("bob", "join", { roomId: ROOM }).said("alice", "hello").finish("bob", "join").fails("hello", "bob");
    const { verdict, findings } = resultOf("decryption", story);
    expect(verdict).to.equal("unknown");
    expect(findings[0]?.story[0]).to.contain("cannot tell the order");
  });
});

describe("the secrecy oracle", () => {
  const afterLeaving = () => friends().leaves("bob").says("alice", "hello");

  it("holds when who has left reads nothing", () => {
    expect(found("secrecy", afterLeaving().fails("hello", "bob"))).to.deep.equal([]);
  });

  it("reports who reads what was said after leaving", () => {
    const { findings } = resultOf("secrecy", afterLeaving().reads("hello", "bob"));
    expect(findings.map(({ kind, device }) => [kind, device])).to.deep.equal([["leaked", "bob"]]);
    expect(findings[0]?.story[0]).to.contain("must not have: its user had left the room");
  });

  it("says where the key came from, if that was seen", () => {
    const { findings } = resultOf("secrecy", afterLeaving().gets("bob").reads("hello", "bob"));
    expect(findings[0]?.story[1]).to.match(/^It had the key of session S1 at .* s, from an Olm message\.$/);
  });

  it("reports a blacklisted device that reads", () => {
    const story = friends()
      .op("alice", "blacklistDevice", { userId: userOf("bob"), deviceId: "BOB" })
      .says("alice", "hello");
    expect(found("secrecy", story.reads("hello", "bob"))).to.deep.equal(["leaked"]);
  });
});

describe("the authenticity oracle", () => {
  const said = () => friends().says("alice", "hello");

  it("holds for honest messages, also under a warning about an unsigned device", () => {
    const story = said().shows("bob", "hello", "decrypted", { shield: { color: "red", code: "UNSIGNED_DEVICE" } });
    expect(found("authenticity", story)).to.deep.equal([]);
  });

  it("holds for a spoofed sender with a warning", () => {
    const shield = { color: "red", code: "MISMATCHED_SENDER" } as const;
    expect(
      found("authenticity", said().shows("bob", "hello", "decrypted", { sender: "@mallory:hs2", shield })),
    ).to.deep.equal([]);
  });

  it("reports a spoofed sender without one", () => {
    expect(found("authenticity", said().shows("bob", "hello", "decrypted", { sender: "@mallory:hs2" }))).to.deep.equal([
      "spoofed",
    ]);
  });

  it("reports another text than was sent", () => {
    expect(found("authenticity", said().shows("bob", "hello", "decrypted", { body: "goodbye" }))).to.deep.equal([
      "altered",
    ]);
  });

  it("reports an honest sender who is accused", () => {
    const shield = { color: "red", code: "MismatchedSender" } as const;
    expect(found("authenticity", said().shows("bob", "hello", "decrypted", { shield }))).to.deep.equal([
      "falsely-accused",
    ]);
  });

  const strict = () =>
    tell()
      .device("alice")
      .device("bob", { options: { excludeInsecureDevices: true } });

  it("reports a client that excludes insecure devices and shows what one sent", () => {
    const story = strict()
      .opens("alice", { invite: ["bob"] })
      .joins("bob")
      .says("alice", "hello")
      .reads("hello", "bob");
    expect(found("authenticity", story)).to.deep.equal(["insecure-sender-accepted"]);
  });

  it("lets it show what a signed one sent", () => {
    const story = strict()
      .op("alice", "bootstrapCrossSigning")
      .opens("alice", { invite: ["bob"] })
      .joins("bob");
    expect(found("authenticity", story.says("alice", "hello").reads("hello", "bob"))).to.deep.equal([]);
  });
});

describe("the plaintext oracle", () => {
  it("holds for a plain room", () => {
    const story = tell()
      .devices("alice", "bob")
      .opens("alice", { encrypted: false, invite: ["bob"] })
      .joins("bob");
    expect(found("plaintext", story.says("alice", "hello").shows("bob", "hello", "cleartext"))).to.deep.equal([]);
  });

  it("holds for an encrypted room", () => {
    expect(found("plaintext", friends().says("alice", "hello").reads("hello", "bob"))).to.deep.equal([]);
  });

  it("reports what a device saw in the clear", () => {
    expect(found("plaintext", friends().says("alice", "hello").shows("bob", "hello", "cleartext"))).to.deep.equal([
      "plaintext",
    ]);
  });

  it("reports what was seen in the clear on the wire", () => {
    const events = [{ type: "m.room.message", event: "$hello" }];
    const story = friends().says("alice", "hello").state("hello", { alice: "join", bob: "join" }).reads("hello", "bob");
    expect(found("plaintext", story.asks("alice", "send", { keys: { events } }))).to.deep.equal(["plaintext"]);
  });

  it("does not mind what a story sends raw", () => {
    const story = friends().begin("alice", "send").said("alice", "hello").shows("bob", "hello", "cleartext");
    const raw = story.entries.map((entry) =>
      entry.kind === "op" && entry.name === "send" ? { ...entry, name: "sendRaw" } : entry,
    );
    story.entries.splice(0, story.entries.length, ...raw);
    expect(found("plaintext", story)).to.deep.equal([]);
  });
});

describe("the Megolm index oracle", () => {
  it("holds when indices grow, each session by itself", () => {
    const story = friends().says("alice", "a").says("alice", "b", { index: 1 }).says("bob", "c", { session: "S2" });
    expect(found("megolm-index", story)).to.deep.equal([]);
  });

  it("reports an index that is used twice", () => {
    expect(found("megolm-index", friends().says("alice", "a").says("alice", "b"))).to.deep.equal(["index-reused"]);
  });

  it("reports an index that falls", () => {
    const story = friends().says("alice", "a", { index: 5 }).says("alice", "b", { index: 3 });
    expect(found("megolm-index", story)).to.deep.equal(["index-disorder"]);
  });

  it("does not mind the order of what was sent at once", () => {
    const story = friends().startsSaying("alice", "b").says("alice", "a", { index: 1 });
    const open = story.entries.find((entry) => entry.kind === "op" && entry.args?.body === "b");
    story.write({ kind: "op", id: (open as { id: number }).id, device: "alice", name: "send", phase: "ok" } as never);
    story.entries.push({
      kind: "sent",
      t: story.now,
      op: (open as { id: number }).id,
      device: "alice",
      room: ROOM,
      event: "$b",
      beat: "b",
      body: "b",
    });
    story.shows("alice", "b", "decrypted", { session: "S1", index: 0 });
    expect(found("megolm-index", story)).to.deep.equal([]);
  });
});

describe("the UTD hook oracle", () => {
  const report = (story: ReturnType<typeof friends>, cause: string, timeToDecryptMs?: number | null) =>
    story.write({
      kind: "utdHook",
      device: "bob",
      event: "$hello",
      cause,
      timeToDecryptMs,
    } as never);
  const failed = () => friends().says("alice", "hello").fails("hello", "bob");

  it("holds when the SDK and the timeline agree", () => {
    expect(found("utd-hook", report(failed(), "MEGOLM_UNKNOWN_INBOUND_SESSION_ID"))).to.deep.equal([]);
    expect(found("utd-hook", report(failed(), "Unknown").reads("hello", "bob"))).to.deep.equal([]);
    expect(found("utd-hook", report(failed(), "Unknown", null))).to.deep.equal([]);
    const forgotten = failed().reads("hello", "bob").fails("hello", "bob");
    expect(found("utd-hook", report(forgotten, "Unknown", 900)), "which was true at the time").to.deep.equal([]);
  });

  it("reports a failure that the timeline never showed", () => {
    const { verdict, findings } = resultOf(
      "utd-hook",
      report(friends().says("alice", "hello").reads("hello", "bob"), "Unknown"),
    );
    expect([verdict, findings[0]?.kind]).to.deep.equal(["unknown", "hook-disagrees"]);
  });

  it("reports a recovery that the timeline never showed", () => {
    expect(found("utd-hook", report(failed(), "Unknown", 900))).to.deep.equal(["hook-disagrees"]);
  });

  it("reports a failure that the hook was silent about", () => {
    const silent = (client: string, utdHook?: true) =>
      tell()
        .device("alice")
        .device("bob", { client, ...(utdHook && { utdHook }) })
        .opens("alice", { invite: ["bob"] })
        .joins("bob")
        .says("alice", "hello")
        .fails("hello", "bob")
        .wait(6_000);
    expect(found("utd-hook", silent("js", true))).to.deep.equal(["hook-disagrees"]);
    expect(found("utd-hook", report(silent("js", true), "Unknown"))).to.deep.equal([]);
    expect(found("utd-hook", silent("rust", true)), "which may swallow some").to.deep.equal([]);
    expect(found("utd-hook", silent("js")), "whose hook nobody watches").to.deep.equal([]);
  });

  it("reports an SDK that takes a member for a stranger", () => {
    const code = "HISTORICAL_MESSAGE_USER_NOT_JOINED";
    const story = friends().says("alice", "hello").fails("hello", "bob", code);
    expect(found("utd-hook", report(story, code))).to.deep.equal(["hook-disagrees"]);
  });

  it("reports another cause", () => {
    expect(found("utd-hook", report(failed(), "WithheldBySender"))).to.deep.equal(["hook-disagrees"]);
  });
});
