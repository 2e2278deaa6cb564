import type { UtdHookEntry } from "../../journal/index.ts";
import type { Case, NewFinding, Oracle } from "../case.ts";
import { causeOf } from "../cause.ts";
import type { LedgerRow } from "../judgement.ts";

/** Hooks wait before they report a failure, ms: ours for 4 s. */
const HOOK_PATIENCE_MS = 6_000;
/** A silent hook of theirs proves nothing: it remembers what it has reported in a bloom filter, and so may swallow a new event. */
const MAY_SWALLOW = ["rust"];

/** Our verdict agrees with the SDK's own report of what it could not decrypt. */
export const utdHook: Oracle = {
  name: "utd-hook",
  examine(evidence) {
    const reports = evidence.facts.of("utdHook");
    const about = ({ event, device }: LedgerRow) =>
      reports.filter((report) => report.event === event && report.device === device);
    return evidence.ledger.flatMap((row) => [
      ...about(row).flatMap((report) => disagreements(evidence, report, row)),
      ...(about(row).length === 0 ? silence(evidence, row) : []),
    ]);
  },
};

function silence({ facts }: Case, row: LedgerRow): NewFinding[] {
  const { client = "", hasUtdHook } = facts.devices.get(row.device) ?? {};
  const stood = row.failedAt !== undefined && (row.afterMs ?? 0) >= HOOK_PATIENCE_MS;
  if (!hasUtdHook || MAY_SWALLOW.includes(client) || !stood) return [];
  const sentence = `The timeline of ${row.device} showed that it could not decrypt “${row.body}” (${row.code}); its SDK never reported that.`;
  return [finding(row, row, sentence)];
}

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
  const sightings = facts.sightings(row.event, row.device);
  const healed = typeof report.timeToDecryptMs === "number";
  if (healed && sightings.every(({ state }) => state === "utd")) {
    return [
      finding(
        report,
        row,
        `The SDK of ${row.device} reports “${row.body}” as decrypted after ${report.timeToDecryptMs} ms; its timeline never showed it.`,
      ),
    ];
  }
  const reported = causeOf(report.cause);
  if (row.outcome === "lost" && reported === "sent-before-joined") {
    return [
      finding(
        report,
        row,
        `The SDK of ${row.device} reports that its user had not joined when “${row.body}” was sent; by the room's own word the message is owed to it.`,
      ),
    ];
  }
  const shown = sightings.flatMap(({ state, code }) => (state === "utd" ? [causeOf(code)] : []));
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

function finding(
  { device, event }: Pick<UtdHookEntry, "device" | "event">,
  { beat }: LedgerRow,
  sentence: string,
): NewFinding {
  return { kind: "hook-disagrees", severity: "unknown", beat, event, device, story: [sentence] };
}
