import { PassThrough } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { talkByHand } from "../../../harness/run/by-hand/session.ts";
import { eventually } from "../../support/eventually.ts";

describe("a session by hand", () => {
  const begin = (words: Record<string, unknown>) => {
    const [input, output] = [new PassThrough(), new PassThrough({ encoding: "utf8" })];
    let said = "";
    output.on("data", (chunk) => {
      said += chunk;
    });
    const kept = talkByHand(words, { input, output, terminal: false });
    const type = async (line: string, answer: string) => {
      input.write(`${line}\n`);
      await eventually(answer, async () => said.includes(answer) || undefined, 2_000);
    };
    return { input, kept, type };
  };

  it("knows the words, awaits, and keeps the lines that did not fail", async () => {
    const says = async (what: string) => {
      await setTimeout(5);
      return `${what}!`;
    };
    const { input, kept, type } = begin({ says });
    await type('const first = await says("a")', "undefined");
    await type("nonsense", "nonsense is not defined");
    await type('await says(first + "b")', "a!b!");
    input.write(".exit\n");
    assert.deepEqual(await kept, ['const first = await says("a")', 'await says(first + "b")']);
  });

  it("ends with the input", async () => {
    const { input, kept } = begin({});
    input.end();
    assert.deepEqual(await kept, []);
  });
});
