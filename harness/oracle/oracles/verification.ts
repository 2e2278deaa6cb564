import type { ClientEventEntry } from "../../journal/index.ts";
import type { NewFinding, Oracle } from "../case.ts";
import type { Facts } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";
import { list } from "../sentences.ts";

interface Step {
  flowId: string;
  phase: string;
  emoji?: string[];
  decimals?: number[];
}

/** Both sides of a verification end alike, and never well after they were shown, or said to be shown, different emoji or numbers. */
export const verification: Oracle = {
  name: "verification",
  examine({ facts }) {
    return [...flowsOf(facts)].flatMap(([flow, events]) => examineFlow(facts, flow, events));
  },
};

function flowsOf(facts: Facts): Map<string, ClientEventEntry[]> {
  const events = facts.of("clientEvent").filter(({ name }) => name === "verification");
  return Map.groupBy(events, ({ data }) => String(data.flowId));
}

function examineFlow(facts: Facts, flow: string, events: readonly ClientEventEntry[]): NewFinding[] {
  const sides = [...Map.groupBy(events, ({ device }) => device)].filter(([, steps]) =>
    steps.some(({ data }) => data.phase !== "requested"),
  );
  const done = sides.filter(([, steps]) => steps.some(({ data }) => data.phase === "done")).map(([device]) => device);
  const cancelled = sides.filter(([, steps]) => steps.at(-1)?.data.phase === "cancelled").map(([device]) => device);
  if (done.length > 0 && cancelled.length > 0) {
    return [
      finding(
        "verification-split",
        done[0] as string,
        `${list(done)} took the verification for done, and ${list(cancelled)} for cancelled.`,
      ),
    ];
  }
  const denial = facts.named("mismatchSas").find(({ args, outcome }) => args.flowId === flow && outcome === "ok");
  if (done.length > 0 && denial) {
    const sentence = `${list(done)} took the verification for done, although ${denial.device}'s user had said that the sides differ.`;
    return [finding("verification-deceived", done[0] as string, sentence)];
  }
  const shown = new Set(events.map(({ data }) => authenticationString(data as unknown as Step)).filter(Boolean));
  return done.length > 0 && shown.size > 1
    ? [
        finding(
          "verification-deceived",
          done[0] as string,
          `${list(done)} took the verification for done, although the sides were shown different emoji or numbers.`,
        ),
      ]
    : [];
}

function authenticationString({ phase, emoji, decimals }: Step): string | undefined {
  return phase === "keysExchanged" ? (decimals ?? emoji)?.join(" ") : undefined;
}

function finding(kind: FindingKind, device: string, sentence: string): NewFinding {
  return { kind, severity: "broken", device, story: [sentence] };
}
