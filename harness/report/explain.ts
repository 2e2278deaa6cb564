import type { Result, ResultFinding } from "./summary.ts";

/** One line that says what happened to whom: `lost “hello” for bob (missing-session, claim failed and not retried)`. */
export function headline({ kind, beat, device, cause, rootCause }: ResultFinding): string {
  const what = [kind, beat && `“${beat}”`, device && `for ${device}`].filter(Boolean).join(" ");
  const why = [...new Set([cause, rootCause])].filter(Boolean).join(", ");
  return why ? `${what} (${why})` : what;
}

/** Why a result needs attention, in plain lines: each finding's headline, then its account. */
export function explain({ findings, skippedBecause }: Pick<Result, "findings" | "skippedBecause">): string[] {
  if (skippedBecause) return [skippedBecause];
  return findings.flatMap((finding) => [headline(finding), ...finding.story.map((sentence) => `  ${sentence}`)]);
}
