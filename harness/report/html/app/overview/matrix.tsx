import { VERDICTS } from "../../../vocabulary.ts";
import { Scroll } from "../parts/scroll.tsx";
import type { Listed } from "../report.ts";
import { routeHash } from "../route.ts";

/** Stories by cells: a symbol for each result, each a link to its page. */
export function Matrix({ listed, cells }: { listed: Listed[]; cells: string[] }) {
  const chapters = Object.entries(Object.groupBy(listed, ({ id }) => chapterOf(id)));
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix">Stories and cells</h2>
      <Scroll label="Table of stories and cells">
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col">Story</th>
              {cells.map((cell) => (
                <th key={cell} scope="col" className="cell">
                  {cell.split(",").map((seat) => (
                    <span key={seat}>{seat} </span>
                  ))}
                </th>
              ))}
            </tr>
          </thead>
          {chapters.map(([chapter, results = []]) => (
            <Chapter key={chapter} chapter={chapter} results={results} cells={cells} />
          ))}
        </table>
      </Scroll>
    </section>
  );
}

function Chapter({ chapter, results, cells }: { chapter: string; results: Listed[]; cells: string[] }) {
  const stories = Object.entries(Object.groupBy(results, ({ id }) => id));
  return (
    <tbody>
      <tr className="chapter">
        <th scope="rowgroup" colSpan={cells.length + 1}>
          {chapter}
        </th>
      </tr>
      {stories.map(([id, ofStory = []]) => (
        <tr key={id}>
          <th scope="row" title={ofStory[0]?.note.why}>
            {ofStory[0]?.title}
          </th>
          {cells.map((cell) => (
            <td key={cell}>
              {ofStory
                .filter((result) => result.cell === cell)
                .map((result) => (
                  <Square key={result.key} result={result} />
                ))}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function Square({ result }: { result: Listed }) {
  const { key, verdict, title, cell, seed } = result;
  const { symbol, word } = VERDICTS[verdict];
  const label = `${word}: ${title}, ${cell}, seed ${seed}`;
  return (
    <a className={`square ${verdict}`} href={routeHash({ play: key })} aria-label={label} title={label}>
      {symbol}
    </a>
  );
}

function chapterOf(id: string): string {
  return id.includes("/") ? id.slice(0, id.lastIndexOf("/")) : "other";
}
