import type { Capability } from "../cast/protocol.ts";
import { SharedWork } from "../setup/shared-work.ts";
import { type Abilities, askAbilities, type ServerAbility } from "../world/abilities.ts";
import type { Server, World } from "../world/world.ts";
import type { Play } from "./play.ts";

/** By image: what one server of it says goes for all. */
const asked = new SharedWork<Abilities>();

/** What each server of a world can do. */
export async function abilitiesIn(world: World): Promise<Map<string, Abilities>> {
  const servers = [...world.servers.values()];
  const entries = servers.map(async (server) => [server.name, await abilitiesAt(server)] as const);
  return new Map(await Promise.all(entries));
}

function abilitiesAt(server: Server): Promise<Abilities> {
  return asked.once(server.image, () => askAbilities(server));
}

/** What clients can do only where their server can do the same. */
const NEEDED_FOR: Partial<Record<Capability, ServerAbility>> = {
  dehydration: "dehydratedDevices",
  notifications: "slidingSync",
  slidingSync: "slidingSync",
};

const CALLED: Record<ServerAbility, string> = {
  slidingSync: "simplified sliding sync (MSC4186)",
  fallbackKeys: "fallback keys (MSC2732)",
  dehydratedDevices: "dehydrated devices (MSC3814)",
  identityWithoutAuth: "upload of a first identity without a password (MSC3967)",
  partialJoins: "faster joins (MSC3706)",
};

/** Why these servers cannot play a story: one of them lacks what the story needs of a role there. */
export function lackOfServers({ story, seats }: Play, servers: ReadonlyMap<string, Abilities>): string | undefined {
  const { needs = [], cast } = story.spec;
  for (const [role, { server }] of seats) {
    const { needs: own = [], serverNeeds = [] } = cast[role] ?? {};
    const ofClients = [...needs, ...own].flatMap((need) => NEEDED_FOR[need] ?? []);
    const missing = [...serverNeeds, ...ofClients].find((need) => !servers.get(server)?.has.has(need));
    if (missing) return `${server}, where ${role} is, has no ${CALLED[missing]}.`;
  }
  return undefined;
}
