import type { RootCause } from "./autopsy.ts";

/** A root cause, and the sentences that say how the journal shows it. */
export interface Verdict {
  readonly rootCause: RootCause;
  readonly story: readonly string[];
  readonly withheldCode?: string;
}

export const verdict = (rootCause: RootCause, ...story: (string | undefined)[]): Verdict => ({
  rootCause,
  story: story.filter((sentence) => sentence !== undefined),
});
