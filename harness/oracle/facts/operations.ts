import type { DeviceName, OperationEntry } from "../../journal/index.ts";
import type { Span } from "./span.ts";

/**
 * One driver call, from `invoke` to its outcome. `unknown`: it may have happened, at any time after it began;
 * so its span is open. A failed operation did nothing.
 */
export interface Operation extends Span {
  readonly id: number;
  readonly device: DeviceName;
  readonly name: string;
  readonly beat: string | undefined;
  readonly args: Record<string, unknown>;
  readonly result: Record<string, unknown>;
  readonly outcome: "ok" | "failed" | "unknown";
  readonly error: string | undefined;
}

export function operationsOf(entries: readonly OperationEntry[]): Operation[] {
  const ends = new Map(entries.filter(({ phase }) => phase !== "invoke").map((entry) => [entry.id, entry]));
  return entries.filter(({ phase }) => phase === "invoke").map((begin) => join(begin, ends.get(begin.id)));
}

function join(begin: OperationEntry, end: OperationEntry | undefined): Operation {
  const outcome = end?.phase === "ok" ? "ok" : end?.phase === "fail" ? "failed" : "unknown";
  return {
    id: begin.id,
    device: begin.device,
    name: begin.name,
    beat: begin.beat,
    from: begin.t,
    to: outcome === "unknown" ? Number.POSITIVE_INFINITY : (end as OperationEntry).t,
    args: begin.args ?? {},
    result: end?.result ?? {},
    outcome,
    error: end?.error,
  };
}
