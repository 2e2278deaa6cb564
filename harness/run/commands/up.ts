import { performance } from "node:perf_hooks";
import type { World } from "../../world/world.ts";
import { listenForInterruption } from "../interruption.ts";
import { addPins, type Pins, wholeNumber } from "../options.ts";
import { addressesOf, untilAborted } from "../welcome.ts";
import { openWorld } from "../worlds.ts";
import type { Register } from "./command.ts";

const USERS = ["alice", "bob", "charlie"];
const PASSWORD = "torture";

export const registerUp: Register = (program) => {
  addPins(program.command("up"))
    .description("leaves a world running, with URLs, users and passwords, until Ctrl-C")
    .option("--servers <n>", "how many homeservers", wholeNumber("--servers", 1, 9), 2)
    .action(async ({ servers, ...pins }: Pins & { servers: number }) => {
      const begun = performance.now();
      const names = Array.from({ length: servers }, (_, index) => `hs${index + 1}`);
      const interruption = listenForInterruption();
      await using world = await openWorld(names, pins);
      await populate(world);
      console.log(welcome(world, performance.now() - begun));
      await untilAborted(interruption.signal);
    });
};

async function populate(world: World): Promise<void> {
  const accounts = [...world.servers.values()].flatMap((server) =>
    USERS.map((user) => server.register(user, PASSWORD)),
  );
  await Promise.all(accounts);
}

function welcome(world: World, tookMs: number): string {
  return [
    `The world is up after ${(tookMs / 1000).toFixed(1)} s.`,
    ...addressesOf(world),
    `Each server has the users ${USERS.join(", ")}, all with the password "${PASSWORD}".`,
    "Ctrl-C takes the world down.",
  ].join("\n");
}
