import type { Entry } from "../journal/index.ts";
import { caseOf } from "./case.ts";
import type { Message } from "./facts/index.ts";
import type { LedgerRow } from "./judgement.ts";
import { lifeOf } from "./life.ts";
import { clock, duration } from "./sentences.ts";

/**
 * One message's whole life as plain text: what was sent, what became of it on each device and why, and every entry
 * of the journal that touched it, in order.
 * @throws when the journal has no message with this event id
 */
export function explain(entries: readonly Entry[], event: string): string {
  const { facts, ledger, autopsies } = caseOf(entries);
  const message = facts.messages.find((each) => each.event === event);
  if (!message) throw new Error(`The journal has no message with the event id ${event}.`);
  const devices = ledger
    .filter((row) => row.event === event)
    .flatMap((row) => {
      const autopsy = autopsies.find((each) => each.event === event && each.device === row.device);
      return [`  ${verdictOn(row)}`, ...(autopsy?.story ?? []).map((sentence) => `    ${sentence}`)];
    });
  const life = lifeOf(facts, message).map(({ t, sentence }) => `  ${clock(t).padStart(10)}  ${sentence}`);
  return [...introduce(message), "", "Devices", ...devices, "", "Life", ...life].join("\n");
}

function introduce({ sent, event, room, sender, session, index, from, to }: Message): string[] {
  return [
    `“${sent.body}” by ${sender}, in the beat “${sent.beat}”`,
    `  event ${event} in ${room}`,
    `  Megolm session ${session ?? "unknown"}, index ${index ?? "unknown"}`,
    `  sent from ${clock(from)} to ${clock(to)}`,
  ];
}

function verdictOn({ device, outcome, reason, afterMs, latencyMs, code, rootCause }: LedgerRow): string {
  const details = [
    latencyMs !== undefined && `${duration(latencyMs)} after the send`,
    afterMs !== undefined && `undecryptable for ${duration(afterMs)}${code ? ` (${code})` : ""}`,
    reason?.text,
    rootCause,
  ].filter(Boolean);
  return [`${device}: ${outcome}`, ...details].join("; ");
}
