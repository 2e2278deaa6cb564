import { once } from "node:events";
import type { Server, World } from "../world/world.ts";

/** Where a world's servers answer, and how to get at them. */
export function addressesOf(world: World): string[] {
  return [
    ...[...world.servers.values()].map(addressOf),
    // Element takes no homeserver from its address: element-hq/element-web#29738.
    "Element: open https://app.element.io/#/login, press Edit beside the homeserver, and paste one of these URLs.",
  ];
}

function addressOf({ name, clientUrl, image, containerId }: Server): string {
  return `  ${name}  ${clientUrl}  (${image}; shell: docker exec -it ${containerId.slice(0, 12)} sh)`;
}

/** Says how to reach a world that a play left, and keeps it until the signal. */
export async function leaveRunning(world: World, signal: AbortSignal): Promise<void> {
  const lines = ["The world of the last play is still up:", ...addressesOf(world), "Ctrl-C takes it down."];
  console.error(lines.join("\n"));
  await untilAborted(signal);
  await world.close();
}

export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
