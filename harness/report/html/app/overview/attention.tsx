import { headline } from "../../../explain.ts";
import { VERDICTS } from "../../../vocabulary.ts";
import { VerdictSymbol } from "../parts/symbol.tsx";
import type { Listed } from "../report.ts";
import { routeHash } from "../route.ts";

/** What somebody has to look at, each with its first finding told. */
export function Attention({ listed }: { listed: Listed[] }) {
  if (listed.length === 0) return null;
  return (
    <section aria-labelledby="attention">
      <h2 id="attention">Needs attention</h2>
      <ul className="cards">
        {listed.map((result) => (
          <li key={result.key} className={`card ${result.verdict}`}>
            <h3>
              <VerdictSymbol verdict={result.verdict} />
              <a href={routeHash({ play: result.key })}>{result.title}</a>
              <span className="cell">{result.cell}</span>
            </h3>
            <Finding result={result} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Finding({ result: { findings, verdict } }: { result: Listed }) {
  const [first, ...others] = findings;
  if (!first) return <p>{VERDICTS[verdict].meaning}</p>;
  return (
    <>
      <p className="headline">{headline(first)}</p>
      <p>{first.story[0]}</p>
      {first.story.length > 1 && <p>{first.story.at(-1)}</p>}
      {others.length > 0 && (
        <p className="quiet">and {others.length === 1 ? "1 more finding" : `${others.length} more findings`}</p>
      )}
    </>
  );
}
