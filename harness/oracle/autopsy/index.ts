import type { Facts } from "../facts/index.ts";
import type { LedgerRow, Outcome } from "../judgement.ts";
import { clock, duration } from "../sentences.ts";
import type { Autopsy, Step } from "./autopsy.ts";
import { linesLogged } from "./logs.ts";
import { rootCauseOf } from "./root-cause.ts";
import { type Station, stationsOf, stoppedBefore } from "./stations.ts";
import { followTrail } from "./trail.ts";
import type { Verdict } from "./verdict.ts";

const FAILURES: Outcome[] = ["lost", "late", "never-arrived"];

/** One causal account for each message that was lost, late or missing. */
export function performAutopsies(facts: Facts, ledger: readonly LedgerRow[]): Autopsy[] {
  return ledger.filter(({ outcome }) => FAILURES.includes(outcome)).flatMap((row) => performAutopsy(facts, row) ?? []);
}

function performAutopsy(facts: Facts, row: LedgerRow): Autopsy | undefined {
  const trail = followTrail(facts, row);
  if (!trail) return undefined;
  const all = stationsOf(trail);
  const passed = row.readAt === undefined ? all.slice(0, stoppedBefore(all, trail)) : all;
  const next = row.readAt === undefined ? (all[passed.length]?.step ?? "used") : heldUpBefore(all, row);
  const verdict = rootCauseOf(trail, next);
  const lastStep = passed.findLast(({ at }) => at !== undefined)?.step;
  return {
    event: row.event,
    device: row.device,
    rootCause: verdict.rootCause,
    ...(verdict.withheldCode && { withheldCode: verdict.withheldCode }),
    ...(lastStep && { lastStep }),
    story: account(row, passed, verdict, linesLogged(trail)),
  };
}

/** Of a message that was read in the end: the station that it waited for the longest after it was sent. */
function heldUpBefore(stations: readonly Station[], { sentAt }: LedgerRow): Step {
  let previous = sentAt;
  let longest: { step: Step; ms: number } = { step: "used", ms: 0 };
  for (const { step, at } of stations) {
    if (at === undefined || at <= previous) continue;
    if (at - previous > longest.ms) longest = { step, ms: at - previous };
    previous = at;
  }
  return longest.step;
}

/** Of a message that was never shown, the way of its key tells nothing. */
function account(
  row: LedgerRow,
  stations: readonly Station[],
  { rootCause, story }: Verdict,
  logged: readonly string[],
): string[] {
  const keyStory = row.outcome === "never-arrived" ? [] : stations.flatMap(({ sentence }) => sentence ?? []);
  return [
    `In “${row.beat}”, ${row.sender} sent “${row.body}” at ${clock(row.sentAt)}; ${shown(row)}.`,
    ...keyStory,
    ...story,
    ...logged,
    `Root cause: ${rootCause}.`,
  ];
}

function shown({ device, failedAt, code, outcome, readAt, afterMs = 0 }: LedgerRow): string {
  if (failedAt === undefined) return `${device} never showed it`;
  const failure = `${device} could not decrypt it (${code ?? "no code"})`;
  if (readAt === undefined) return `${failure} from ${clock(failedAt)} on`;
  return outcome === "late" || outcome === "lost" ? `${failure} for ${duration(afterMs)}` : failure;
}
