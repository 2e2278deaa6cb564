import type { ReasonCode } from "../reasons.ts";

/**
 * What a device may expect of a message.
 * - `owed`: it must be able to read it. - `may`: it may or may not. - `forbidden`: it must not be able to.
 * - `unknown`: the journal cannot tell whether it is owed.
 */
export type Due = {
  /** The journal's time from which it is owed, ms; 0 when from the beginning. */
  readonly since: number;
} & (
  | { readonly due: "owed"; readonly reason?: never }
  | { readonly due: "may" | "forbidden" | "unknown"; readonly reason: ReasonCode }
);

export const owed = (since = 0): Due => ({ due: "owed", since });
export const may = (reason: ReasonCode): Due => ({ due: "may", reason, since: 0 });
export const forbidden = (reason: ReasonCode): Due => ({ due: "forbidden", reason, since: 0 });
export const unknown = (reason: ReasonCode, since = 0): Due => ({ due: "unknown", reason, since });
