import { VERDICTS } from "../../../vocabulary.ts";
import type { EmbeddedJudgement } from "../../payload.ts";
import { VerdictSymbol } from "../parts/symbol.tsx";

/** What each oracle said. */
export function Oracles({ judgement: { oracles } }: { judgement: EmbeddedJudgement }) {
  return (
    <section aria-labelledby="oracles">
      <h2 id="oracles">Oracles</h2>
      <ul className="oracles">
        {oracles.map(({ oracle, verdict, findings }) => (
          <li key={oracle}>
            <VerdictSymbol verdict={verdict} />
            {oracle} <span className="quiet">{findings > 0 ? `${findings} found` : VERDICTS[verdict].word}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
