import type { UtdHookEntry } from "../../journal/index.ts";
import type { Case, NewFinding, Oracle } from "../case.ts";
import { causeOf } from "../cause.ts";
import type { LedgerRow } from "../judgement.ts";

/**
 * Our verdict agrees with the SDK's own report of what it could not decrypt. A silent hook proves nothing:
 * rust's remembers what it has reported in a bloom filter, and so may swallow a new event.
 */
export const utdHook: Oracle = {
  name: "utd-hook",
  examine(evidence) {
    return evidence.facts.of("utdHook").flatMap((report) => {
      const row = evidence.ledger.find(({ event, device }) => event === report.event && device === report.device);
      return row ? disagreements(evidence, report, row) : [];
    });
  },
};

function disagreements({ facts }: Case, report: UtdHookEntry, row: LedgerRow): NewFinding[] {
  if (row.failedAt === undefined) {
    return [
      finding(
        report,
        row,
        `The SDK of ${row.device} reports that it could not decrypt “${row.body}” (${report.cause}); its timeline never showed that.`,
      ),
    ];
  }
  const healed = typeof report.timeToDecryptMs === "number";
  if (healed && row.readAt === undefined) {
    return [
      finding(
        report,
        row,
        `The SDK of ${row.device} reports “${row.body}” as decrypted after ${report.timeToDecryptMs} ms; its timeline never showed it.`,
      ),
    ];
  }
  const shown = facts
    .sightings(row.event, row.device)
    .flatMap(({ state, code }) => (state === "utd" ? [causeOf(code)] : []));
  const reported = causeOf(report.cause);
  const agreed = reported === "unspecified" || shown.includes(reported) || shown.includes("unspecified");
  return agreed
    ? []
    : [
        finding(
          report,
          row,
          `The SDK of ${row.device} reports the cause ${report.cause} for “${row.body}”; its timeline showed ${row.code}.`,
        ),
      ];
}

function finding({ device, event }: UtdHookEntry, { beat }: LedgerRow, sentence: string): NewFinding {
  return { kind: "hook-disagrees", severity: "unknown", beat, event, device, story: [sentence] };
}
