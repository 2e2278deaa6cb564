import type { Evidence, Journal, LinkName } from "../journal/index.ts";
import type { World } from "../world/world.ts";
import type { Random } from "./random.ts";

/** What a fault may touch while it is under way. */
export interface FaultContext {
  readonly world: World;
  readonly journal: Journal;
  /** This occurrence's id in the journal; HTTP entries that it touched carry it. */
  readonly id: string;
  /** Draws from the play's seed: for a fault that chooses by chance what it does when. */
  readonly random: Random;
}

/** A fault under way. `heal` is idempotent; `evidence` may be asked before and after. */
export interface ActiveFault {
  heal(): Promise<void>;
  evidence(): Promise<Evidence>;
}

/** One way in which the real world breaks E2EE: a value that a story hands to `during`. */
export interface Fault {
  /** Short and stable, e.g. `link down`. The report's bands carry it. */
  readonly name: string;
  /** What it touches, e.g. `hs1->hs2`, `hs2`, `bob`, `clients->hs1 keys/claim`. */
  readonly target: LinkName | string;
  readonly params?: Record<string, unknown>;
  /** True when it may rightly touch nothing; then fault-bit does not mind. */
  readonly optional?: boolean;
  begin(context: FaultContext): Promise<ActiveFault>;
}

/** The same fault, where it is no shame if it touches nothing: for stories that leave to chance what breaks. */
export function perhaps(fault: Fault): Fault {
  const { name, target, params } = fault;
  return { name, target, ...(params && { params }), optional: true, begin: (context) => fault.begin(context) };
}
