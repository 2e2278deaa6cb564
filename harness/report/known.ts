import type { Judgement } from "../oracle/index.ts";
import { type ResultFinding, summariseFinding } from "./summary.ts";

/** A result's findings: what speaks against the story, and what was known before and seen as expected. */
export function partKnown(
  findings: readonly ResultFinding[],
  judgement: Pick<Judgement, "known"> | undefined,
): { wrong: ResultFinding[]; known: ResultFinding[] } {
  const known = (judgement?.known ?? []).flatMap((each) => each.findings.map(summariseFinding));
  return { wrong: findings.filter((finding) => !known.some((each) => keyOf(each) === keyOf(finding))), known };
}

/** Tells the findings of one result apart. */
export function keyOf({ kind, event, device, story }: ResultFinding): string {
  return [kind, event, device, story[0]].join(" ");
}
