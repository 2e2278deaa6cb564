import type { FindingKind } from "../../oracle/index.ts";
import type { Scenario } from "../../story/scenario.ts";
import type { Gateway } from "../../world/gateway.ts";

/** A client or a server with a deliberate defect, the story that shows it, and the finding that must tell of it. */
export interface Mutant {
  /** Unique; what `torture mutants NAME` plays. */
  readonly name: string;
  /** What it does wrong: "alice's client …", "hs1 …". */
  readonly does: string;
  readonly story: Scenario;
  /** Who plays: the cell's client kinds. */
  readonly cell: string;
  readonly caughtBy: FindingKind;
  readonly defect: ClientDefect | ServerDefect;
}

/** A mutation of the driver of one role. */
export interface ClientDefect {
  readonly role: string;
  readonly mutation: string;
}

/** Rules of the gateway that pass for the server's own conduct. */
export interface ServerDefect {
  misbehave(gateway: Gateway): Promise<unknown>;
}

export function isServerDefect(defect: Mutant["defect"]): defect is ServerDefect {
  return "misbehave" in defect;
}
