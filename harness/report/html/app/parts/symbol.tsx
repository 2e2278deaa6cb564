import type { Verdict } from "../../../../oracle/finding.ts";
import { VERDICTS } from "../../../vocabulary.ts";

/** A verdict's symbol in its colour; its word is there for those who do not see it. */
export function VerdictSymbol({ verdict }: { verdict: Verdict }) {
  return (
    <>
      <span className={`symbol ${verdict}`} aria-hidden="true">
        {VERDICTS[verdict].symbol}
      </span>
      <span className="unseen">{VERDICTS[verdict].word}: </span>
    </>
  );
}
