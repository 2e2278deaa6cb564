import { useEffect, useMemo } from "react";
import type { Summary } from "../../../summary.ts";
import { duration, needsAttention, VERDICT_ORDER } from "../../../vocabulary.ts";
import { useReport } from "../report.ts";
import { Attention } from "./attention.tsx";
import { Durations } from "./durations.tsx";
import { EnvironmentTable } from "./environment.tsx";
import { applyFilter, filterFrom } from "./filter.ts";
import { Filters } from "./filters.tsx";
import { Flaky } from "./flaky.tsx";
import { Known } from "./known.tsx";
import { Matrix } from "./matrix.tsx";

export function OverviewPage({ query, missing }: { query: URLSearchParams; missing: string | undefined }) {
  const { summary, listed } = useReport();
  const filter = useMemo(() => filterFrom(query), [query]);
  const shown = useMemo(() => applyFilter(listed, filter), [listed, filter]);
  const cells = [...new Set(listed.map(({ cell }) => cell))];
  const open = shown
    .filter(({ verdict }) => needsAttention(verdict))
    .sort((a, b) => VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict));
  useEffect(() => {
    document.title = `${summary.run} · matrix-e2ee-torture`;
  }, [summary]);
  return (
    <main>
      <Head summary={summary} />
      {missing !== undefined && <p className="notice">This report has no result “{missing}”.</p>}
      <Filters filter={filter} totals={summary.totals} cells={cells} shown={shown.length} />
      {shown.length === 0 ? (
        <p className="notice">Nothing matches.</p>
      ) : (
        <>
          <Attention listed={open} />
          <Matrix listed={shown} cells={cells.filter((cell) => shown.some((result) => result.cell === cell))} />
          <Flaky listed={shown} />
          <Known listed={shown} />
          <Durations listed={shown} />
        </>
      )}
      <EnvironmentTable summary={summary} />
    </main>
  );
}

function Head({ summary }: { summary: Summary }) {
  const { run, startedAt, durationMs, seed } = summary;
  return (
    <header className="head">
      <p className="brand">matrix-e2ee-torture</p>
      <h1>{outcome(summary)}</h1>
      <p className="quiet">
        Run {run}, <time dateTime={startedAt}>{new Date(startedAt).toLocaleString()}</time>, {duration(durationMs)},
        seed <code>{seed}</code> (it fixes the plan, not the timing)
      </p>
    </header>
  );
}

/** The run in one sentence. */
function outcome({ totals }: Summary): string {
  const { results, broken, fixed, unknown, skipped } = totals;
  const of = results === 1 ? "1 result" : `${results} results`;
  if (broken > 0) return `${broken} of ${of} ${broken === 1 ? "is" : "are"} broken`;
  if (fixed > 0) return `${fixed === 1 ? "A known failure has" : `${fixed} known failures have`} vanished`;
  if (unknown > 0) return `${unknown} of ${of} ${unknown === 1 ? "is" : "are"} unknown`;
  return skipped === results ? "Nothing was played" : `All ${of} hold, or fail as known`;
}
