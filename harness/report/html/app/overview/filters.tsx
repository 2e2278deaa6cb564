import type { Totals } from "../../../summary.ts";
import { VERDICT_ORDER, VERDICTS } from "../../../vocabulary.ts";
import { replaceRoute, routeHash } from "../route.ts";
import { type Filter, queryOf, toggled } from "./filter.ts";

interface Props {
  filter: Filter;
  totals: Totals;
  cells: string[];
  shown: number;
}

export function Filters({ filter, totals, cells, shown }: Props) {
  const set = (change: Partial<Filter>) => replaceRoute(routeHash({ query: queryOf({ ...filter, ...change }) }));
  return (
    <search className="filters">
      <label className="search">
        <span className="unseen">Search</span>
        <input
          type="search"
          placeholder="Search stories, cells, findings, seeds"
          value={filter.words}
          onChange={(event) => set({ words: event.target.value })}
        />
      </label>
      <fieldset className="chips">
        <legend className="unseen">Verdicts</legend>
        {VERDICT_ORDER.filter((verdict) => totals[verdict] > 0).map((verdict) => (
          <button
            key={verdict}
            type="button"
            className={`chip ${verdict}`}
            title={VERDICTS[verdict].meaning}
            aria-pressed={filter.verdicts.includes(verdict)}
            onClick={() => set({ verdicts: toggled(filter.verdicts, verdict) })}
          >
            <span className={`symbol ${verdict}`} aria-hidden="true">
              {VERDICTS[verdict].symbol}
            </span>
            {totals[verdict]} {VERDICTS[verdict].word}
          </button>
        ))}
      </fieldset>
      {cells.length > 1 && (
        <fieldset className="chips">
          <legend className="unseen">Cells</legend>
          {cells.map((cell) => (
            <button
              key={cell}
              type="button"
              className="chip"
              aria-pressed={filter.cells.includes(cell)}
              onClick={() => set({ cells: toggled(filter.cells, cell) })}
            >
              {cell}
            </button>
          ))}
        </fieldset>
      )}
      <p role="status" className="shown">
        {shown === totals.results ? `All ${shown} results` : `${shown} of ${totals.results} results`}
        {shown !== totals.results && (
          <>
            {" · "}
            <a href={routeHash({})}>show all</a>
          </>
        )}
      </p>
    </search>
  );
}
