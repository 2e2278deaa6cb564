import type { Entry, HttpEntry, LogEntry, OperationEntry } from "../../journal/entries.ts";
import { endOf, faultBands } from "./faults.ts";
import { operationSentence } from "./operation.ts";

/** One moment that the story made happen, with the exchanges and log lines that began during it. */
export interface Step {
  id: number;
  kind: "stage" | "operation" | "fault" | "client" | "server";
  text: string;
  outcome: "ok" | "fail" | "info" | "open";
  error?: string;
  beat?: string;
  device?: string;
  from: number;
  to: number;
  http: HttpEntry[];
  logs: LogEntry[];
}

type Beginning = Omit<Step, "id" | "http" | "logs">;

/** The story as a list of steps in time, beginning with the setting of the stage. */
export function stepsOf(entries: readonly Entry[]): Step[] {
  const finished = new Map(entries.flatMap((entry) => (isOutcome(entry) ? [[entry.id, entry] as const] : [])));
  const beats = beatSpans(entries);
  const end = endOf(entries);
  const stage: Beginning = { kind: "stage", text: "The stage is set", outcome: "ok", from: 0, to: 0 };
  const beginnings = [
    stage,
    ...entries.flatMap((entry) => beginningOf(entry, finished, end)),
    ...faultBands(entries).map(({ name, target, from, to, bites, healed }): Beginning => {
      return { kind: "fault", text: `${name} on ${target}`, outcome: bites && healed ? "ok" : "info", from, to };
    }),
  ].sort((a, b) => a.from - b.from);
  const steps = beginnings.map((step, id): Step => {
    const beat = step.beat ?? beats.find(({ from, to }) => step.from >= from && step.from <= to)?.name;
    return { id, ...step, ...(beat && { beat }), http: [], logs: [] };
  });
  for (const entry of entries.toSorted((a, b) => a.t - b.t)) {
    if (entry.kind === "http") stepAt(steps, entry.t, entry.device).http.push(entry);
    if (entry.kind === "log") stepAt(steps, entry.t, entry.source).logs.push(entry);
  }
  return steps;
}

function isOutcome(entry: Entry): entry is OperationEntry {
  return entry.kind === "op" && entry.phase !== "invoke";
}

function beginningOf(entry: Entry, finished: Map<number, OperationEntry>, end: number): Beginning[] {
  switch (entry.kind) {
    case "op": {
      if (entry.phase !== "invoke") return [];
      const outcome = finished.get(entry.id);
      const { device, beat, t } = entry;
      return [
        {
          ...{ kind: "operation", text: operationSentence(entry), device, from: t, to: outcome?.t ?? end },
          outcome: outcome ? (outcome.phase as "ok" | "fail" | "info") : "open",
          ...(outcome?.error && { error: outcome.error }),
          ...(beat && { beat }),
        },
      ];
    }
    case "client": {
      const { device, phase, detail, t } = entry;
      if (phase === "started") return [];
      const outcome = phase === "died" ? "fail" : "ok";
      const text = `${device}'s client ${phase === "died" ? "died unasked" : `is ${phase}`}`;
      return [{ kind: "client", text, device, outcome, from: t, to: t, ...(detail && { error: detail }) }];
    }
    case "server":
      return [{ kind: "server", text: `${entry.server} is ${entry.phase}`, outcome: "ok", from: entry.t, to: entry.t }];
    default:
      return [];
  }
}

/** The step that something belongs to: the device's own that is under way, else the latest begun. */
function stepAt(steps: Step[], t: number, device: string | undefined): Step {
  const begun = steps.filter(({ from }) => from <= t);
  const own = begun.findLast((step) => device !== undefined && step.device === device && step.to >= t);
  return own ?? begun.at(-1) ?? (steps[0] as Step);
}

export interface BeatSpan {
  name: string;
  from: number;
  to: number;
}

export function beatSpans(entries: readonly Entry[]): BeatSpan[] {
  const end = endOf(entries);
  return entries.flatMap((entry, index) => {
    if (entry.kind !== "beat" || entry.phase !== "begin") return [];
    const closing = entries
      .slice(index)
      .find((later) => later.kind === "beat" && later.phase === "end" && later.name === entry.name);
    return [{ name: entry.name, from: entry.t, to: closing?.t ?? end }];
  });
}
