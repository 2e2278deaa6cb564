import { VerdictSymbol } from "../parts/symbol.tsx";
import { Tracked } from "../parts/tracked.tsx";
import type { Listed } from "../report.ts";
import { routeHash } from "../route.ts";

/** Known failures by the issue that explains them: seen as expected, or vanished. */
export function Known({ listed }: { listed: Listed[] }) {
  const links = [...new Set(listed.flatMap(({ note }) => note.known))].sort();
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="known">
      <h2 id="known">Known failures</h2>
      <dl className="known">
        {links.map((link) => (
          <div key={link}>
            <dt>
              <Tracked name={link} />
            </dt>
            {listed
              .filter(({ note }) => note.known.includes(link))
              .map((result) => (
                <dd key={result.key}>
                  <VerdictSymbol verdict={result.verdict} />
                  <a href={routeHash({ play: result.key })}>{result.title}</a>
                  <span className="cell">{result.cell}</span>
                </dd>
              ))}
          </div>
        ))}
      </dl>
    </section>
  );
}
