export { type Autopsy, ROOT_CAUSES, type RootCause, STEPS, type Step } from "./autopsy/autopsy.ts";
export { type Cause, causeOf } from "./cause.ts";
export { explain } from "./explain.ts";
export type { Finding, OracleResult, OracleVerdict, Verdict } from "./finding.ts";
export { judge, outstanding } from "./judge.ts";
export type { Judgement, Latency, LedgerRow, Outcome } from "./judgement.ts";
export { FINDING_KINDS, type FindingKind } from "./kinds.ts";
export { REASONS, type ReasonCode } from "./reasons.ts";
export { soFar } from "./so-far.ts";
