import type { RootCause } from "../../../harness/oracle/index.ts";
import { type Cast, type Scenario, type ScenarioSpec, scenario } from "../../../harness/story/scenario.ts";

/** The client kinds that every root cause has to be seen with. */
export const KINDS = ["js", "rust"] as const;
export type Kind = (typeof KINDS)[number];

/** Each message that somebody loses, by its text, and the root cause that must be named for it; no other may be lost. */
export type Losses = Record<string, RootCause>;

/** A story that brings root causes about for real. */
export interface Production {
  readonly story: Scenario;
  readonly loses: Losses;
  /** Without it, all. */
  readonly kinds?: readonly Kind[];
}

/** How long a play waits after its last line for messages that will not come, ms. */
const PATIENCE_MS = 1_500;

export function production<const C extends Cast>(
  loses: Losses,
  title: string,
  spec: Omit<ScenarioSpec<C>, "why" | "patienceMs">,
): Production {
  const why = `It brings about: ${Object.values(loses).join(", ")}.`;
  return { loses, story: scenario(title, { ...spec, why, patienceMs: PATIENCE_MS } as ScenarioSpec<C>) };
}
