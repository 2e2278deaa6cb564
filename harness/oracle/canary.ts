import type { Case } from "./case.ts";
import type { Finding } from "./finding.ts";

/**
 * A canary story forges events that nobody can decrypt. It holds when each was found lost by each device that it was
 * owed to; an oracle that missed one is blind, and that is the finding.
 */
export function judgeCanary({ facts, ledger }: Case, findings: readonly Finding[]) {
  const forged = new Set(facts.messages.filter(({ sent }) => sent.forged).map(({ event }) => event));
  const isCatch = ({ event, kind }: Finding) => kind === "lost" && event !== undefined && forged.has(event);
  const caught = findings.filter(isCatch);
  const seen = new Set(caught.map(({ event }) => event));
  const missed = [...forged].filter((event) => !seen.has(event));
  const others = findings.filter((finding) => !isCatch(finding));
  const blind =
    forged.size === 0 || missed.length > 0 || ledger.some((row) => forged.has(row.event) && row.readAt !== undefined);
  return { caught, findings: blind ? [...others, canaryMissed(missed)] : others };
}

function canaryMissed(events: readonly string[]): Finding {
  return {
    kind: "canary-missed",
    oracle: "canary",
    severity: "broken",
    ...(events[0] && { event: events[0] }),
    story: [
      "The canary's forged event was not found lost. The oracles cannot be trusted in this run: either no forged event was sent, or no device showed it, or a device claims to have read it.",
    ],
  };
}
