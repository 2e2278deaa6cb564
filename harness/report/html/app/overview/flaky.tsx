import { byPlace } from "../../../place.ts";
import { VERDICTS } from "../../../vocabulary.ts";
import type { Listed } from "../report.ts";
import { routeHash } from "../route.ts";

/** Stories that met different verdicts in the same cell: the timing decided, not the plan. */
export function Flaky({ listed }: { listed: Listed[] }) {
  const flaky = flakyGroups(listed);
  if (flaky.length === 0) return null;
  return (
    <section aria-labelledby="flaky">
      <h2 id="flaky">Flaky</h2>
      <p className="quiet">The same story in the same cell met different verdicts. Each is a finding of its own.</p>
      <ul className="flaky">
        {flaky.map(({ name, title, cell, results, worst }) => (
          <li key={name}>
            <span>{title}</span>
            <span className="cell">{cell}</span>
            <span className="squares">
              {results.map(({ key, verdict, seed }) => (
                <a
                  key={key}
                  className={`square ${verdict}`}
                  href={routeHash({ play: key })}
                  aria-label={`${VERDICTS[verdict].word}: ${title}, ${cell}, seed ${seed}`}
                  title={`${VERDICTS[verdict].word}, seed ${seed}`}
                >
                  {VERDICTS[verdict].symbol}
                </a>
              ))}
            </span>
            <span className="quiet">
              {worst} of {results.length} did not hold
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FlakyGroup {
  name: string;
  title: string;
  cell: string;
  results: Listed[];
  /** How many did not hold. */
  worst: number;
}

export function flakyGroups(listed: readonly Listed[]): FlakyGroup[] {
  const played = listed.filter(({ verdict }) => verdict !== "skipped");
  return [...byPlace(played)].flatMap(([name, results]) => {
    const [first] = results;
    if (!first || new Set(results.map(({ verdict }) => verdict)).size < 2) return [];
    const worst = results.filter(({ verdict }) => verdict !== "holds").length;
    return [{ name, title: first.title, cell: first.cell, results, worst }];
  });
}
