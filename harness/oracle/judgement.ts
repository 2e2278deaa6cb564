import type { DeviceName, KnownFailureEntry, Policy } from "../journal/index.ts";
import type { Autopsy, RootCause } from "./autopsy/autopsy.ts";
import type { Cause } from "./cause.ts";
import type { Finding, OracleResult, Verdict } from "./finding.ts";
import type { ReasonCode } from "./reasons.ts";

/** Everything that is said of one journal. Reports render it and add nothing. */
export interface Judgement {
  verdict: Exclude<Verdict, "skipped">;
  /** One per oracle, with all that it found: also what is known and what a canary was meant to show. */
  results: OracleResult[];
  /** What speaks against this story: neither known nor the canary's own. Empty when it holds. */
  findings: Finding[];
  /** Known failures that were seen, with the findings that they explain. */
  known: { failure: KnownFailureEntry; findings: Finding[] }[];
  /** Known failures of this cell that did not happen. */
  fixed: KnownFailureEntry[];
  /** Canary stories: the forged failures that the oracles caught, as they should. */
  caught: Finding[];
  ledger: LedgerRow[];
  latency: Latency;
  /** What counted as late, and what as lost. */
  policy: Policy;
  /** One for each lost, late or missing message of `ledger`. */
  autopsies: Autopsy[];
}

/**
 * What became of one message on one device.
 * - `read`: shown decrypted, with no failure that lasted longer than `lateAfterMs`.
 * - `late`: shown as undecryptable for `lateAfterMs` or longer, then decrypted within `lostAfterMs`.
 * - `lost`: owed, and undecryptable for `lostAfterMs` or at the story's end.
 * - `never-arrived`: owed, and the running client never showed it at all.
 * - `redecrypted`: not readable at first, and rightly so; then read with a key from backup, bundle or export.
 * - `leaked`: decrypted by a device that must not read it.
 * - `not-owed`, `unknown`: for the named reason.
 */
export type Outcome = "read" | "late" | "lost" | "never-arrived" | "redecrypted" | "leaked" | "not-owed" | "unknown";

export interface LedgerRow {
  event: string;
  room: string;
  beat: string;
  body: string;
  sender: DeviceName;
  device: DeviceName;
  outcome: Outcome;
  /** Why nothing is owed or nothing can be said. */
  reason?: { code: ReasonCode; text: string };
  /** When the sender was asked to send it (ms in the journal's time). */
  sentAt: number;
  /** When this device first showed the event, in whatever state. */
  seenAt?: number;
  /** When this device first failed to decrypt it. */
  failedAt?: number;
  /** When this device showed it readable for good. */
  readAt?: number;
  /** From the sender's send to this device's reading it; only where the client ran all the while. */
  latencyMs?: number;
  /** How long the longest failure stood while the client ran. */
  afterMs?: number;
  /** The SDK's own code of the last failure, and what we call it. */
  code?: string;
  cause?: Cause;
  rootCause?: RootCause;
  session?: string;
  index?: number;
  /** Where this device had the Megolm session from, if it said so. */
  keySource?: "toDevice" | "backup" | "bundle" | "export" | "unknown";
}

/** From send to read, over all rows that have a latency, in ms. */
export interface Latency {
  count: number;
  p50?: number;
  p90?: number;
  p99?: number;
  max?: number;
}
