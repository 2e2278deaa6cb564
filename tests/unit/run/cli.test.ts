import { assert } from "chai";
import { main } from "../../../harness/run/cli.ts";

/** Runs a command line and catches what it says. */
async function torture(...argv: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const { log, error } = console;
  console.log = console.error = (line: string) => void said.push(line);
  try {
    return { code: await main(argv), said: said.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}

describe("the command line", () => {
  const bad: [string, string[], string][] = [
    ["an unknown scenario", ["frist-message"], "first-contact/first-message"],
    ["an unknown client kind", ["quick", "--cell", "qt@hs1"], "The kinds are: js, node, rust"],
    ["a malformed cell", ["quick", "--cell", "js"], "like js@hs1,rust@hs2"],
    ["an unknown server", ["quick", "--cell", "js@moon"], "Servers are hs1"],
    ["a seed out of range", ["quick", "--seed", "123456789"], "from 0 to ffffffff"],
    ["a shard out of range", ["quick", "--shard", "3/2"], "like 1/4"],
    ["jobs out of range", ["quick", "--jobs", "0"], "from 1 to 64"],
    ["a server without an image", ["quick", "--homeserver", "hs1"], "like hs2=dendrite or hs2=my-server:dev"],
    ["a version that is none", ["quick", "--homeserver", "dendrite:0.13.8x"], "like 0.13.8"],
    [
      "a homeserver for a server that nobody has",
      ["quick", "--homeserver", "hs7=synapse:1.163.2"],
      "They have: hs1, hs2",
    ],
    ["an SDK that is too old", ["quick", "--js-sdk", "12.0.0"], "37"],
    ["an SDK that is neither a release nor a checkout", ["quick", "--rust-sdk", "0.19"], "such as 0.19.1"],
    ["a threshold that is none", ["quick", "--late-after", "0"], "a number above 0"],
    ["a message that is lost before it is late", ["quick", "--lost-after", "3"], "Make --late-after smaller"],
    ["an unknown profile", ["quick", "--profile", "slow"], "fast, production"],
    ["an unknown database", ["quick", "--database", "oracle"], "sqlite, postgres"],
    ["workers on SQLite", ["quick", "--workers", "--database", "sqlite"], "Leave one of them out"],
    [
      "workers on SQLite, also for a world by itself",
      ["up", "--workers", "--database", "sqlite"],
      "exclude each other",
    ],
    ["an unknown option", ["quick", "--sead", "1"], "--sead"],
    ["an unknown run", ["judge", "no-such-run"], 'There is no run "no-such-run"'],
    ["a scenarios folder that is not there", ["list", "--scenarios", "nowhere"], "nowhere"],
  ];

  for (const [what, argv, choices] of bad) {
    it(`refuses ${what} with one clear sentence and exit 64`, async () => {
      const { code, said } = await torture(...argv);
      assert.include(said, choices);
      assert.notInclude(said, "    at ");
      assert.equal(code, 64);
    });
  }

  it("lists scenarios, for people and for machines", async () => {
    assert.include((await torture("list", "first-contact")).said, "the first message, and its answer");
    const [story] = JSON.parse((await torture("list", "first-message", "--json")).said);
    assert.include(story, { id: "first-contact/first-message" });
  });
});
