import { expect } from "chai";
import type { KnownFailureEntry } from "../../../harness/journal/index.ts";
import { caseOf, type Oracle } from "../../../harness/oracle/case.ts";
import { judge } from "../../../harness/oracle/index.ts";
import { consult } from "../../../harness/oracle/judge.ts";
import { friends, type Told, tell } from "./told.ts";

const LINK = "matrix-org/matrix-rust-sdk#2864";
const knownLoss = (more: Partial<KnownFailureEntry> = {}): KnownFailureEntry => ({
  link: LINK,
  beat: "the greeting",
  kind: "lost",
  ...more,
});
const knowing = (...knownFailures: KnownFailureEntry[]) =>
  friends({ knownFailures }).says("alice", "hello", { beat: "the greeting" });
const lost = (story: Told) => story.fails("hello", "bob");
const read = (story: Told) => story.reads("hello", "bob");
const verdictOf = (story: Told) => judge(story.ends()).verdict;

describe("the judge", () => {
  it("says that a good story holds, and every oracle with it", () => {
    const { verdict, results, findings } = judge(read(friends().says("alice", "hello")).ends());
    expect({ verdict, findings }).to.deep.equal({ verdict: "holds", findings: [] });
    expect(new Set(results.map((result) => result.verdict))).to.deep.equal(new Set(["holds"]));
    expect(new Set(results.map(({ oracle }) => oracle)).size).to.equal(results.length);
  });

  it("lets broken outweigh unknown, and unknown outweigh all that is good", () => {
    const unbitten = (story: Told) => story.fault("cut", "hs2").heals("cut", "hs2", { bites: 0, detail: "" });
    expect(verdictOf(unbitten(read(friends().says("alice", "hello"))))).to.equal("unknown");
    expect(verdictOf(unbitten(lost(friends().says("alice", "hello"))))).to.equal("broken");
  });

  it("gives the same judgement when it is asked again", () => {
    const entries = lost(friends().says("alice", "hello")).ends();
    expect(judge(entries)).to.deep.equal(judge(structuredClone(entries)));
  });

  it("does not let an oracle that throws hide the others", () => {
    const thrower: Oracle = {
      name: "thrower",
      examine() {
        throw new Error("no idea");
      },
    };
    const { verdict, findings } = consult(thrower, caseOf(friends().ends()));
    expect(verdict).to.equal("unknown");
    expect(findings[0]?.story[0]).to.contain("no idea");
  });

  it("says what is wrong with a journal that has no header", () => {
    expect(() => judge([])).to.throw("no header");
  });
});

describe("known failures", () => {
  it("make a story known when exactly they happen", () => {
    const { verdict, findings, known, fixed } = judge(lost(knowing(knownLoss())).ends());
    expect({ verdict, findings, fixed }).to.deep.equal({ verdict: "known", findings: [], fixed: [] });
    expect(known.map(({ failure, findings }) => [failure.link, findings.length])).to.deep.equal([[LINK, 1]]);
  });

  it("are fixed when they do not happen", () => {
    const { verdict, fixed } = judge(read(knowing(knownLoss())).ends());
    expect({ verdict, fixed: fixed.length }).to.deep.equal({ verdict: "fixed", fixed: 1 });
  });

  it("count each by itself: one that vanished makes the story fixed", () => {
    expect(verdictOf(lost(knowing(knownLoss(), knownLoss({ kind: "leaked" }))))).to.equal("fixed");
  });

  it("are not called fixed in a story that shows nothing", () => {
    const story = read(knowing(knownLoss())).fault("cut", "hs2").heals("cut", "hs2", { bites: 0, detail: "" });
    expect(verdictOf(story)).to.equal("unknown");
  });

  for (const [what, more] of [
    ["kind", { kind: "late" }],
    ["beat", { beat: "another" }],
    ["device", { device: "charlie" }],
  ] as const) {
    it(`do not excuse another ${what}`, () => expect(verdictOf(lost(knowing(knownLoss(more))))).to.equal("broken"));
  }

  it("name an actor and so all of the actor's devices", () => {
    const story = friends({ knownFailures: [knownLoss({ device: "bob" })] }).device("bob/2");
    story.says("alice", "hello", { beat: "the greeting" }).reads("hello", "bob").fails("hello", "bob/2");
    expect(verdictOf(story)).to.equal("known");
  });

  it("do not excuse other findings beside them", () => {
    expect(verdictOf(lost(knowing(knownLoss())).client("bob", "died"))).to.equal("broken");
  });

  it("apply only to their cells", () => {
    expect(verdictOf(lost(knowing(knownLoss({ cells: ["js,*"] }))))).to.equal("known");
    expect(verdictOf(lost(knowing(knownLoss({ cells: ["rust,*"] }))))).to.equal("broken");
    expect(verdictOf(read(knowing(knownLoss({ cells: ["rust,*", "js,js"] }))))).to.equal("holds");
  });

  it("apply only to their servers", () => {
    const versions = { hs1: "synapse 1.163.2", hs2: "dendrite 0.13.8" };
    const knownOn = (on: Record<string, string>) =>
      friends({ versions, knownFailures: [knownLoss({ on })] }).says("alice", "hello", { beat: "the greeting" });
    expect(verdictOf(lost(knownOn({ hs2: "dendrite" })))).to.equal("known");
    expect(verdictOf(lost(knownOn({ hs2: "dendrite", hs1: "dendrite" })))).to.equal("broken");
    expect(verdictOf(read(knownOn({ hs1: "dendrite" })))).to.equal("holds");
    expect(verdictOf(read(knownOn({ hs3: "dendrite" })))).to.equal("holds");
  });
});

describe("the canary", () => {
  const canary = () =>
    tell({ canary: true })
      .devices("alice", "bob")
      .opens("alice", { invite: ["bob"] })
      .joins("bob");
  const forged = () => canary().says("alice", "hello", { forged: true });

  it("holds when the forgery is found lost", () => {
    const { verdict, caught, findings } = judge(lost(forged()).ends());
    expect({ verdict, caught: caught.length, findings }).to.deep.equal({ verdict: "holds", caught: 1, findings: [] });
  });

  for (const [what, story] of [
    ["a device claims to have read it", () => read(forged())],
    ["no device shows it", forged],
    ["nothing was forged", () => read(canary().says("alice", "hello"))],
  ] as const) {
    it(`is broken when ${what}`, () => {
      const { verdict, findings } = judge(story().ends());
      expect(verdict).to.equal("broken");
      expect(findings.map(({ kind }) => kind)).to.include("canary-missed");
    });
  }

  it("does not excuse other failures", () => {
    const story = lost(forged()).says("alice", "real").fails("real", "bob");
    expect(judge(story.ends()).findings.map(({ kind, event }) => [kind, event])).to.deep.equal([["lost", "$real"]]);
  });
});
