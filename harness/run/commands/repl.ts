import { join } from "node:path";
import * as vocabulary from "../../index.ts";
import { at, scenario } from "../../story/scenario.ts";
import { talkByHand } from "../by-hand/session.ts";
import { writeTranscript } from "../by-hand/transcript.ts";
import type { Story } from "../catalogue.ts";
import { cellsOf } from "../cells.ts";
import { openKinds } from "../kinds.ts";
import { addPins, DEFAULT_POLICY, type Pins } from "../options.ts";
import { performRun } from "../perform-run.ts";
import { planPlays } from "../plan.ts";
import { NO_LIMIT_MS } from "../play.ts";
import { STORE } from "../run-folder.ts";
import { formatSeed, freshSeed } from "../seed.ts";
import { featuresWith } from "../servers.ts";
import type { Register } from "./command.ts";

const SCENARIOS = join(STORE, "by-hand");

export const registerRepl: Register = (program, setExitCode) => {
  addPins(program.command("repl"))
    .description("lets you drive actors by hand, keeps what you did as a scenario, and judges it when you leave")
    .option("--cell <cell>", "who plays with which client where", "js@hs1,rust@hs2")
    .action(async ({ cell, ...pins }: Pins & { cell: string }) => {
      const kinds = await openKinds(pins);
      const seed = freshSeed();
      const story = byHand(`session/${formatSeed(seed)}`);
      const plan = planPlays(
        cellsOf([cell], kinds).map((cell) => ({ story, cell, seed })),
        { kinds, featuresOf: featuresWith(pins) },
      );
      setExitCode(
        await performRun({
          ...pins,
          policy: DEFAULT_POLICY,
          plan,
          seed,
          kinds,
          scenarios: SCENARIOS,
          jobs: 1,
          talksItself: true,
        }),
      );
    });
};

/** A story that is told line by line, and written down. */
function byHand(id: string): Story {
  const told = scenario("by hand", {
    why: "Somebody drives the actors by hand.",
    cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1", { later: true }) },
    anyPlacement: true,
    limitMs: NO_LIMIT_MS,
    async play(script) {
      console.log(WELCOME);
      const lines = await talkByHand({ ...script, ...vocabulary });
      console.log(`Kept as ${writeTranscript(SCENARIOS, id, lines)}`);
    },
  });
  return { ...told, id, path: join(SCENARIOS, `${id}.ts`) };
}

const WELCOME = `alice, bob and charlie (who is not there before \`await charlie.enters()\`) are yours. Tab completes. For example:
  const room = await alice.opensEncryptedRoom({ inviting: [bob] })
  await bob.joins(room)
  await alice.says("hello bob", room).readBy(bob)
  await during(link("hs1", "hs2").isDown(), () => alice.says("are you there?", room))
.exit ends the session and judges it.`;
