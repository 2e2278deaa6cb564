import type { ExpectationEntry } from "../../journal/index.ts";
import type { Case, NewFinding, Oracle } from "../case.ts";

/** The story came to its end, met what it expected, and lost no client on the way. */
export const plot: Oracle = {
  name: "plot",
  examine(evidence) {
    return [...ending(evidence), ...expectations(evidence), ...deaths(evidence)];
  },
};

function ending({ facts: { end } }: Case): NewFinding[] {
  if (!end) {
    return [
      { kind: "interrupted", severity: "unknown", story: ["The journal has no end: the harness died or was killed."] },
    ];
  }
  if (end.outcome === "interrupted") {
    return [{ kind: "interrupted", severity: "unknown", story: ["The story was interrupted."] }];
  }
  return end.outcome === "failed"
    ? [
        {
          kind: "story-broke",
          severity: "broken",
          story: [`The story broke off: ${end.error ?? "no error was given"}`],
        },
      ]
    : [];
}

function expectations(evidence: Case): NewFinding[] {
  return evidence.facts
    .of("expectation")
    .filter(({ met }) => !met)
    .filter((expectation) => !isJudgedByLedger(evidence, expectation))
    .map(({ what, beat, event, device, detail }) => ({
      kind: "expectation",
      severity: "broken",
      ...(beat !== undefined && { beat }),
      ...(event !== undefined && { event }),
      ...(device !== undefined && { device }),
      story: [`The story expected: ${what}. It did not come true${detail ? `: ${detail}` : ""}.`],
    }));
}

/** That a message is read when it is owed is for the decryption oracle to say, once. */
function isJudgedByLedger({ ledger }: Case, { event, device }: ExpectationEntry): boolean {
  const row = event && ledger.find((each) => each.event === event && each.device === device);
  return Boolean(row) && (row as { outcome: string }).outcome !== "not-owed";
}

function deaths({ facts }: Case): NewFinding[] {
  return facts
    .of("client")
    .filter(({ phase }) => phase === "died")
    .map(({ device, detail }) => ({
      kind: "client-died",
      severity: "broken",
      device,
      story: [`${device}'s client died, and nobody had asked it to${detail ? `: ${detail}` : ""}.`],
    }));
}
