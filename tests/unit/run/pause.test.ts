import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { assert } from "chai";
import { Journal } from "../../../harness/journal/index.ts";
import { pauseOnce } from "../../../harness/run/pause.ts";
import { type Console, promptWhilePaused } from "../../../harness/run/pause-prompt.ts";
import { createStage, type FaultsUnderWay } from "../../../harness/story/stage.ts";
import { fakeWorld } from "../../support/fake-world.ts";
import { Told } from "../oracle/told.ts";

function paused() {
  const journal = new Journal();
  for (const entry of new Told().entries) journal.write(entry);
  journal.write({ kind: "sent", op: 1, device: "alice", room: "!r", event: "$e", beat: "hi", body: "hello bob" });
  const underWay: FaultsUnderWay = new Map();
  return { title: "t", cell: "js@hs1", why: "bob did not read", world: fakeWorld("hs1"), journal, underWay };
}

/** What the prompt says to these lines. */
async function answersTo(lines: string[], play = paused(), signal = new AbortController().signal): Promise<string> {
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(""));
  const said = text(output);
  await promptWhilePaused(play, signal, { input, output } as unknown as Console);
  output.end();
  return said;
}

describe("the prompt of a paused play", () => {
  it("says what went wrong and what can be done, and lets go at `continue` or at the end of the input", async () => {
    for (const lines of [["continue", "faults"], []]) {
      const said = await answersTo(lines);
      assert.include(said, "bob did not read");
      assert.include(said, "sh SERVER [COMMAND]");
      assert.notInclude(said, "  none");
    }
  });

  it("shows the faults, and heals them once", async () => {
    const play = paused();
    let heals = 0;
    play.underWay.set("f1: link down on hs1->hs2", async () => {
      heals += 1;
      play.underWay.clear();
    });
    const said = await answersTo(["faults", "heal", "heal", "faults"], play);
    assert.include(said, "healed f1: link down on hs1->hs2");
    assert.include(said, "There is no fault to heal.");
    assert.equal(heals, 1);
  });

  it("tells a message's life, and which words it does not know", async () => {
    const said = await answersTo(["life hello bob", "life nothing like it", "sh hs9 ls", "shout"]);
    assert.include(said, "“hello bob” by alice");
    assert.include(said, 'No message has the text or event id "nothing like it".');
    assert.include(said, 'There is no "shout" here.');
  });

  it("gives way when the run is interrupted", async () => {
    const interruption = new AbortController();
    const input = new PassThrough();
    const waiting = promptWhilePaused(paused(), interruption.signal, {
      input,
      output: new PassThrough(),
    } as unknown as Console);
    interruption.abort();
    await waiting;
  });
});

describe("a pause", () => {
  it("happens at the first failure only, while its fault still stands, and is told in the journal", async () => {
    const play = paused();
    const seen: string[][] = [];
    const wentWrong = pauseOnce(async ({ why, underWay }) => void seen.push([why, ...underWay.keys()]), play);
    const stage = createStage(play.world, play.journal, { underWay: play.underWay, wentWrong });
    const active = { heal: async () => {}, evidence: async () => ({ bites: 1, detail: "" }) };
    const fault = { name: "link down", target: "hs1->hs2", begin: async () => active };
    await stage.during(fault, () => stage.expect("all is well", false));
    await stage.expect("and now", false);
    assert.deepEqual(seen, [["all is well", "f1: link down on hs1->hs2"]]);
    assert.lengthOf(
      play.journal.entries.filter((entry) => entry.kind === "beat" && entry.name === "paused by hand"),
      2,
    );
    assert.isEmpty([...play.underWay]);
  });
});
