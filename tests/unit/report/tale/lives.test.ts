import { assert } from "chai";
import type { Entry } from "../../../../harness/journal/index.ts";
import { livesOf } from "../../../../harness/report/tale/lives.ts";

describe("lives", () => {
  it("are up, down and up again", () => {
    const entries = [
      { t: 10, kind: "client", device: "bob", phase: "started" },
      { t: 20, kind: "client", device: "bob", phase: "killed" },
      { t: 30, kind: "client", device: "bob", phase: "started" },
      { t: 15, kind: "server", server: "hs1", phase: "paused" },
      { t: 25, kind: "server", server: "hs1", phase: "unpaused" },
      { t: 40, kind: "end" },
    ] as Entry[];
    const lives = livesOf(entries).map(({ lane, state, from, to }) => `${lane} ${state} ${from}-${to}`);
    assert.sameMembers(lives, [
      "hs1 up 0-15",
      "hs1 paused 15-25",
      "hs1 up 25-40",
      "bob up 10-20",
      "bob down 20-30",
      "bob up 30-40",
    ]);
  });
});
