import type { Capability, DriverKind } from "../cast/protocol.ts";
import type { ServerName } from "../journal/index.ts";
import { type Cell, collapsedRoles, seatRoles } from "../story/cell.ts";
import type { Cast, ServerFeature } from "../story/scenario.ts";
import type { Story } from "./catalogue.ts";
import type { Play } from "./play.ts";
import { seedOfRepeat } from "./seed.ts";

/** One line of a run's plan: a play, or the reason why there is none. */
export interface PlannedPlay extends Play {
  /** Unique within the run: `<id>/<cell>`, with the repeat's number from the second on. */
  name: string;
  skippedBecause?: string;
}

export interface PlanOptions {
  stories: Story[];
  cells: Cell[];
  kinds: ReadonlyMap<string, DriverKind>;
  /** Kinds that cannot run on this machine, with the reason. */
  unavailable?: ReadonlyMap<string, string>;
  /** What a server of the run has that not all have; nothing where it is not said. */
  featuresOf?: (server: ServerName) => ReadonlySet<ServerFeature>;
  seed: number;
  repeat: number;
  /** Play only the i-th of n parts, counted from 1. */
  shard: { index: number; of: number };
}

type Supply = Pick<PlanOptions, "kinds" | "unavailable" | "featuresOf">;

/** Every story in every cell, as often as asked for. */
export function planRun({ stories, cells, seed, repeat, shard, ...supply }: PlanOptions): PlannedPlay[] {
  const plays: PlannedPlay[] = [];
  for (const story of stories) {
    for (const cell of cells) {
      for (let round = 0; round < repeat; round += 1) {
        plays.push(planPlay(story, cell, supply, seedOfRepeat(seed, round), round));
      }
    }
  }
  return plays.filter((_, index) => index % shard.of === shard.index - 1);
}

/** Plays of stories with seeds of their own, one after the other. */
export function planPlays(wanted: { story: Story; cell: Cell; seed: number }[], supply: Supply): PlannedPlay[] {
  const rounds = new Map<string, number>();
  return wanted.map(({ story, cell, seed }) => {
    const place = `${story.id} ${cell.name}`;
    const round = rounds.get(place) ?? 0;
    rounds.set(place, round + 1);
    return planPlay(story, cell, supply, seed, round);
  });
}

function planPlay(story: Story, cell: Cell, supply: Supply, seed: number, round: number): PlannedPlay {
  const homes = homesOf(story.spec.cast);
  const seats = seatRoles(homes, cell);
  const name =
    [story.id, cell.name.replaceAll("@", "-").replaceAll(",", "_")].join("/") + (round > 0 ? `.${round + 1}` : "");
  const skippedBecause = reasonToSkip(story, homes, seats, supply);
  return { name, story, cell, seats, seed, ...(skippedBecause && { skippedBecause }) };
}

function homesOf(cast: Cast): Record<string, string> {
  return Object.fromEntries(Object.entries(cast).map(([role, { server }]) => [role, server]));
}

function reasonToSkip(
  { spec }: Story,
  homes: Record<string, string>,
  seats: Play["seats"],
  { kinds, unavailable, featuresOf = () => new Set() }: Supply,
): string | undefined {
  const collapsed = spec.anyPlacement ? undefined : collapsedRoles(homes, seats);
  if (collapsed) return `The story needs ${collapsed[0]} and ${collapsed[1]} on different servers.`;
  for (const need of serverNeedsOf(spec)) {
    const lacking = serversOf(spec, seats).find((server) => !featuresOf(server).has(need));
    if (lacking) return `The server ${lacking} ${LACKS[need]}.`;
  }
  for (const [role, { kind }] of seats) {
    const impossible = unavailable?.get(kind);
    if (impossible) return impossible;
    if (spec.only && !spec.only.kinds.includes(kind)) return spec.only.because;
    const missing = needsOf(spec, role).find((need) => !kinds.get(kind)?.capabilities.has(need));
    if (missing) return `The ${kind} client, as ${role}, lacks "${missing}".`;
  }
  return undefined;
}

/** What is said of a server without a feature, and how to get one that has it. */
const LACKS: Record<ServerFeature, string> = {
  workers: "has no workers: play it with --workers",
  delegation: "cannot delegate sign-in: play it with a Synapse of ours, 1.136.0 or newer",
};

function serverNeedsOf({ serverNeeds = [], signIn }: Story["spec"]): ServerFeature[] {
  return signIn ? [...serverNeeds, "delegation"] : serverNeeds;
}

/** Every server of a play's world. */
export function serversOf({ cast, servers = [] }: Story["spec"], seats: Play["seats"]): ServerName[] {
  const seated = [...seats.values()].map(({ server }) => server);
  const homes = Object.values(cast).map(({ server }) => server);
  return [...new Set([...seated, ...homes, ...servers])].sort();
}

/** Every server that some play of a plan has, also one that is skipped. */
export function serversOfAll(plan: readonly PlannedPlay[]): ServerName[] {
  return [...new Set(plan.flatMap(({ story, seats }) => serversOf(story.spec, seats)))].sort();
}

function needsOf({ needs = [], cast, signIn }: Story["spec"], role: string): Capability[] {
  const { needs: own = [], mayDie } = cast[role] ?? {};
  return [...needs, ...own, ...(mayDie ? (["sigkill"] as const) : []), ...(signIn ? ([signIn.by] as const) : [])];
}
