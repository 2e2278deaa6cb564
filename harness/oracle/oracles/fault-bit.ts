import type { Oracle } from "../case.ts";
import type { FindingKind } from "../kinds.ts";

/** A story whose fault touched nothing has shown nothing. */
export const faultBit: Oracle = {
  name: "fault-bit",
  examine({ facts }) {
    return facts.faults.flatMap(({ begin, heal }) => {
      const what = `The fault "${begin.name}" on ${begin.target}`;
      if (!heal) return [missed("fault-unhealed", `${what} was never healed, so how it bit is not known.`)];
      if (heal.optional || (heal.evidence?.bites ?? 0) > 0) return [];
      const detail = heal.evidence?.detail ? `: ${heal.evidence.detail}` : "";
      return [missed("fault-missed", `${what} touched nothing${detail}.`)];
    });
  },
};

const missed = (kind: FindingKind, sentence: string) => ({ kind, severity: "unknown" as const, story: [sentence] });
