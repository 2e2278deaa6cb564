import { expect } from "chai";
import { judge, outstanding } from "../../../harness/oracle/index.ts";
import { friends, tell } from "./told.ts";

const rowOf = (entries: Parameters<typeof judge>[0], device = "bob", body = "hello") => {
  const row = judge(entries).ledger.find((each) => each.device === device && each.body === body);
  if (!row) throw new Error(`no row for ${device} and ${body}`);
  return row;
};

describe("the ledger", () => {
  it("holds no row for the sender's own device", () => {
    const { ledger } = judge(friends().says("alice", "hello").reads("hello", "bob").ends());
    expect(ledger.map(({ device }) => device)).to.deep.equal(["bob"]);
  });

  it("calls a message read that was decrypted at once, and says how long it took from the send", () => {
    const row = rowOf(friends().says("alice", "hello").reads("hello", "bob").ends());
    expect(row).to.include({ outcome: "read", latencyMs: 300, session: "S1", index: 0 });
    expect(row).not.to.have.property("afterMs");
  });

  it("calls a short failure read, and keeps its code", () => {
    const row = rowOf(friends().says("alice", "hello").fails("hello", "bob").wait(1_000).reads("hello", "bob").ends());
    expect(row).to.include({ outcome: "read", afterMs: 1_100, cause: "missing-session" });
  });

  it("calls a failure late from 4 s on", () => {
    const row = rowOf(friends().says("alice", "hello").fails("hello", "bob").wait(3_900).reads("hello", "bob").ends());
    expect(row).to.include({ outcome: "late", afterMs: 4_000 });
  });

  it("calls a failure lost from 60 s on, though it healed", () => {
    const story = friends().says("alice", "hello").fails("hello", "bob").wait(60_000).reads("hello", "bob");
    expect(rowOf(story.ends())).to.include({ outcome: "lost", afterMs: 60_100 });
  });

  it("calls a failure lost that stands at the end", () => {
    expect(rowOf(friends().says("alice", "hello").fails("hello", "bob").ends()).outcome).to.equal("lost");
  });

  it("counts a failure that changes its code as one failure", () => {
    const story = friends().says("alice", "hello").fails("hello", "bob").wait(3_000);
    story.fails("hello", "bob", "OLM_UNKNOWN_MESSAGE_INDEX").wait(3_000).reads("hello", "bob");
    expect(rowOf(story.ends())).to.include({ outcome: "late", afterMs: 6_200, cause: "unknown-index" });
  });

  it("calls a message lost that was readable before and is not any more", () => {
    const story = friends().says("alice", "hello").reads("hello", "bob").fails("hello", "bob");
    expect(rowOf(story.ends()).outcome).to.equal("lost");
  });

  it("does not count the time in which the client did not run", () => {
    const story = friends().says("alice", "hello").fails("hello", "bob").client("bob", "stopped").wait(30_000);
    story.client("bob", "started").op("bob", "startSync").reads("hello", "bob");
    expect(rowOf(story.ends())).to.include({ outcome: "read", afterMs: 400 });
  });

  it("gives no latency where the client slept in between", () => {
    const story = friends()
      .client("bob", "frozen")
      .says("alice", "hello")
      .client("bob", "thawed")
      .reads("hello", "bob");
    expect(rowOf(story.ends())).to.include({ outcome: "read" }).and.not.to.have.property("latencyMs");
  });

  it("calls late and lost what the policy says", () => {
    const strict = { policy: { lateAfterMs: 1_000, lostAfterMs: 2_000 } };
    const healed = (ms: number) =>
      friends(strict).says("alice", "hello").fails("hello", "bob").wait(ms).reads("hello", "bob");
    expect([800, 900, 1_800, 1_900].map((ms) => rowOf(healed(ms).ends()).outcome)).to.deep.equal([
      "read",
      "late",
      "late",
      "lost",
    ]);
  });

  it("calls a message redecrypted that a device could read only once it had the backup", () => {
    const story = friends()
      .op("bob", "enableBackup", {}, { version: "1" })
      .says("alice", "hello")
      .reads("hello", "bob");
    story.op("bob", "waitForBackup").device("bob/2").fails("hello", "bob/2", "HISTORICAL_MESSAGE_WORKING_BACKUP");
    story.wait(30_000).op("bob/2", "restoreBackup", {}, { version: "1" });
    const row = rowOf(story.gets("bob/2", "S1", { source: "backup" }).reads("hello", "bob/2").ends(), "bob/2");
    expect(row).to.include({ outcome: "redecrypted", keySource: "backup" }).and.not.to.have.property("latencyMs");
  });

  it("calls a message redecrypted that a newcomer could read once the history's keys were shared", () => {
    const story = tell().devices("alice", "bob").opens("alice").says("alice", "hello");
    story.moderates("alice", "invite", "bob").joins("bob").fails("hello", "bob");
    story.gets("bob", "S1", { source: "bundle" }).reads("hello", "bob");
    expect(rowOf(story.ends())).to.include({ outcome: "redecrypted", keySource: "bundle" });
  });

  it("says why nothing is owed, and what leaked", () => {
    const left = () => friends().leaves("bob").says("alice", "hello");
    expect(rowOf(left().fails("hello", "bob").ends())).to.deep.include({
      outcome: "not-owed",
      reason: { code: "left", text: "its user had left the room when this was sent" },
    });
    expect(rowOf(left().reads("hello", "bob").ends()).outcome).to.equal("leaked");
  });

  it("calls a message never arrived that a running client never showed", () => {
    expect(rowOf(friends().says("alice", "hello").ends()).outcome).to.equal("never-arrived");
  });

  it("owes nothing to a client that was stopped before it could get the message", () => {
    const row = rowOf(friends().client("bob", "stopped").says("alice", "hello").ends());
    expect(row).to.include({ outcome: "not-owed" });
    expect(row.reason?.code).to.equal("client-not-running");
  });

  it("misses a message that a client had a minute to show before it stopped", () => {
    const story = friends().says("alice", "hello").wait(60_000).client("bob", "stopped");
    expect(rowOf(story.ends()).outcome).to.equal("never-arrived");
  });

  it("cannot tell when the server was down at the end", () => {
    const row = rowOf(friends().server("hs2", "stopped").says("alice", "hello").ends());
    expect(row).to.include({ outcome: "unknown" });
    expect(row.reason?.code).to.equal("server-down");
  });

  it("expects the message when the server came back", () => {
    const story = friends().server("hs2", "stopped").says("alice", "hello").server("hs2", "started");
    expect(rowOf(story.ends()).outcome).to.equal("never-arrived");
  });

  it("cannot tell what an interrupted story would have shown", () => {
    const row = rowOf(friends().says("alice", "hello").ends("interrupted"));
    expect(row.reason?.code).to.equal("story-interrupted");
  });

  it("cannot tell of what was on its way when the story broke off", () => {
    const underWay = friends().wait(60_000).says("alice", "hello");
    underWay.entries.push({ kind: "end", t: underWay.now, outcome: "failed", phases: { deployMs: 0, playMs: 0 } });
    expect(rowOf(underWay.entries).reason?.code).to.equal("story-ended-early");
    const failing = friends().says("alice", "hello").fails("hello", "bob");
    failing.entries.push({ kind: "end", t: failing.now, outcome: "failed", phases: { deployMs: 0, playMs: 0 } });
    expect(rowOf(failing.entries).reason?.code).to.equal("story-ended-early");
  });

  it("misses all the same what had had its time when the story broke off", () => {
    expect(rowOf(friends().says("alice", "hello").ends("failed")).outcome).to.equal("never-arrived");
    expect(rowOf(friends().says("alice", "hello").fails("hello", "bob").ends("failed")).outcome).to.equal("lost");
  });

  it("cannot tell of what lies in a gap of the timeline that nobody looked back to", () => {
    const story = friends().client("bob", "frozen").says("alice", "hello").says("alice", "newer");
    const gap = story.client("bob", "thawed").reads("newer", "bob").ends();
    expect(rowOf(gap).reason?.code).to.equal("outside-timeline");
  });

  it("expects what lies in a gap once the client has looked back", () => {
    const story = friends().client("bob", "frozen").says("alice", "hello").says("alice", "newer");
    story.client("bob", "thawed").reads("newer", "bob").op("bob", "backpaginate", { limit: 30 });
    expect(rowOf(story.ends()).outcome).to.equal("never-arrived");
  });

  it("cannot tell of what was said before the join until the client has looked back", () => {
    const story = () =>
      tell()
        .devices("alice", "bob")
        .opens("alice", { invite: ["bob"] })
        .says("alice", "hello")
        .joins("bob");
    expect(rowOf(story().ends()).reason?.code).to.equal("outside-timeline");
    expect(rowOf(story().op("bob", "backpaginate", { limit: 30 }).ends()).outcome).to.equal("never-arrived");
  });

  it("owes nothing to a user who left before it arrived", () => {
    const row = rowOf(friends().says("alice", "hello").leaves("bob").ends());
    expect(row.reason?.code).to.equal("left-before-delivery");
  });

  it("excuses a device that was logged out soon after the failure", () => {
    const story = friends().says("alice", "hello").fails("hello", "bob").op("bob", "logout").gone("bob");
    expect(rowOf(story.ends()).reason?.code).to.equal("device-gone");
  });

  it("does not excuse a failure that stood for long before the device was logged out, or the client stopped", () => {
    const failed = () => friends().says("alice", "hello").fails("hello", "bob").wait(4_000);
    expect(rowOf(failed().op("bob", "logout").gone("bob").ends()).outcome).to.equal("lost");
    expect(rowOf(failed().client("bob", "stopped").ends()).outcome).to.equal("lost");
  });

  it("cannot tell of a fresh failure when the client was stopped", () => {
    const row = rowOf(friends().says("alice", "hello").fails("hello", "bob").client("bob", "stopped").ends());
    expect(row.reason?.code).to.equal("client-not-running");
  });

  it("ignores what happened while the stage was cleared", () => {
    const story = friends().says("alice", "hello").reads("hello", "bob");
    story.ends();
    expect(rowOf(story.fails("hello", "bob").client("bob", "stopped").entries).outcome).to.equal("read");
  });

  it("gives nearest-rank percentiles of the latency", () => {
    const story = friends();
    for (const [body, ms] of [
      ["a", 0],
      ["b", 700],
      ["c", 1_700],
    ] as const)
      story.says("alice", body).wait(ms).reads(body, "bob");
    expect(judge(story.ends()).latency).to.deep.equal({ count: 3, p50: 1_000, p90: 2_000, p99: 2_000, max: 2_000 });
  });

  it("says what is still outstanding while the story plays", () => {
    const story = friends().says("alice", "hello").says("alice", "forged", { forged: true }).fails("forged", "bob");
    expect(outstanding(story.entries).map(({ body }) => body)).to.deep.equal(["hello"]);
    expect(outstanding(story.reads("hello", "bob").entries)).to.deep.equal([]);
  });

  it("still waits for what lies in a gap of the timeline", () => {
    const story = friends().client("bob", "frozen").says("alice", "hello").says("alice", "newer");
    story.client("bob", "thawed").reads("newer", "bob");
    expect(outstanding(story.entries).map(({ body }) => body)).to.deep.equal(["hello"]);
  });
});
