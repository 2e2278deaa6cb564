import type { Entry } from "../journal/index.ts";
import { judgeCanary } from "./canary.ts";
import { type Case, caseOf, type Oracle } from "./case.ts";
import { factsOf } from "./facts/index.ts";
import type { Finding, OracleResult, OracleVerdict } from "./finding.ts";
import type { Judgement, LedgerRow } from "./judgement.ts";
import { sortByKnown } from "./known.ts";
import { latencyOf } from "./latency.ts";
import { ledgerOf } from "./ledger.ts";
import { obligationsOf } from "./obligations.ts";
import { ORACLES } from "./oracles/index.ts";
import { soFar } from "./so-far.ts";

/** Judges one story's journal. Pure: the same entries give the same judgement. */
export function judge(entries: readonly Entry[]): Judgement {
  const evidence = caseOf(entries);
  const { facts, ledger, autopsies } = evidence;
  const results = ORACLES.map((oracle) => consult(oracle, evidence));
  const all = results.flatMap(({ findings }) => findings).sort(brokenFirst);
  const { caught, findings: counted } = facts.header.canary
    ? judgeCanary(evidence, all)
    : { caught: [], findings: all };
  const sorted = sortByKnown(facts.header, counted);
  const { policy } = facts.header;
  return {
    verdict: compose(sorted),
    results,
    ...sorted,
    caught,
    ledger,
    latency: latencyOf(ledger),
    policy,
    autopsies,
  };
}

/** The messages that are owed and would count as lost or missing, or as never looked for, if the story ended now. */
export function outstanding(entries: readonly Entry[]): LedgerRow[] {
  const facts = factsOf(soFar(entries));
  const forged = new Set(facts.messages.filter(({ sent }) => sent.forged).map(({ event }) => event));
  return ledgerOf(facts, obligationsOf(facts)).filter(
    ({ outcome, reason, event }) =>
      outcome === "never-arrived" || reason?.code === "outside-timeline" || (outcome === "lost" && !forged.has(event)),
  );
}

/** An oracle that throws knows nothing; its error must not hide what the others found. */
export function consult(oracle: Oracle, evidence: Case): OracleResult {
  try {
    const findings = oracle.examine(evidence).map((finding) => ({ ...finding, oracle: oracle.name }));
    return { oracle: oracle.name, verdict: worst(findings), findings };
  } catch (error) {
    const story = [`The oracle "${oracle.name}" failed: ${(error as Error).message}`];
    const finding: Finding = { kind: "oracle-failed", oracle: oracle.name, severity: "unknown", story };
    return { oracle: oracle.name, verdict: "unknown", findings: [finding] };
  }
}

const brokenFirst = (a: Finding, b: Finding) => Number(a.severity === "unknown") - Number(b.severity === "unknown");

function worst(findings: readonly Finding[]): OracleVerdict {
  if (findings.some(({ severity }) => severity === "broken")) return "broken";
  return findings.length > 0 ? "unknown" : "holds";
}

/** Worst first: broken, unknown, fixed, known, holds. In doubt nothing counts as fixed. */
function compose({ findings, known, fixed }: Pick<Judgement, "findings" | "known" | "fixed">): Judgement["verdict"] {
  const verdict = worst(findings);
  if (verdict !== "holds") return verdict;
  if (fixed.length > 0) return "fixed";
  return known.length > 0 ? "known" : "holds";
}
