import { AxisBottom } from "@visx/axis";
import { GridColumns } from "@visx/grid";
import { Group } from "@visx/group";
import { scaleBand, scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import { duration, VERDICTS } from "../../../vocabulary.ts";
import { useWidth } from "../parts/use-width.ts";
import type { Listed } from "../report.ts";

const ROW = 24;
const AXIS = 28;
const PHASES = [
  { key: "deployMs", name: "deploy" },
  { key: "playMs", name: "play" },
  { key: "judgeMs", name: "judge" },
] as const;

/** How long each story took: a bar of its median phases, and a mark for each result. */
export function Durations({ listed }: { listed: Listed[] }) {
  const rows = rowsOf(listed);
  const { ref, width } = useWidth();
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="durations">
      <h2 id="durations">Durations</h2>
      <ul className="legend">
        {PHASES.map(({ key, name }) => (
          <li key={key}>
            <span className={`swatch ${key}`} aria-hidden="true" /> {name}, median
          </li>
        ))}
        <li>
          <span className="swatch dot" aria-hidden="true" /> one result, in the colour of its verdict
        </li>
      </ul>
      <div ref={ref} className="durations">
        {width > 0 && <Chart rows={rows} width={width} />}
      </div>
    </section>
  );
}

function Chart({ rows, width }: { rows: Row[]; width: number }) {
  const margin = width < 560 ? 130 : 300;
  const height = rows.length * ROW;
  const longest = Math.max(...rows.flatMap(({ results }) => results.map(totalMs)), 1);
  const x = scaleLinear({ domain: [0, longest / 1000], range: [0, width - margin - 16], nice: true });
  const y = scaleBand({ domain: rows.map(({ id }) => id), range: [0, height], paddingInner: 0.3, paddingOuter: 0.2 });
  const slowest = rows[0];
  return (
    <svg
      width={width}
      height={height + AXIS}
      role="img"
      aria-label={`Durations of ${rows.length} stories. The slowest is “${slowest?.title}” with a median of ${duration(slowest?.median ?? 0)}.`}
    >
      <Group left={margin}>
        <GridColumns scale={x} height={height} numTicks={6} className="grid" stroke="currentColor" />
        {rows.map((row) => (
          <Group key={row.id} top={y(row.id) ?? 0}>
            <text x={-10} y={y.bandwidth() / 2} dy="0.32em" textAnchor="end" className="label">
              {clip(row.title, margin)}
            </text>
            {stack(row).map(({ key, from, to }) => (
              <Bar key={key} className={key} x={x(from)} width={x(to) - x(from)} height={y.bandwidth()} />
            ))}
            {row.results.map((result) => (
              <circle
                key={result.key}
                className={`dot ${result.verdict}`}
                cx={x(totalMs(result) / 1000)}
                cy={y.bandwidth() / 2}
                r={4}
              >
                <title>{`${VERDICTS[result.verdict].word}, ${result.cell}: ${duration(totalMs(result))}`}</title>
              </circle>
            ))}
          </Group>
        ))}
        <AxisBottom
          top={height}
          scale={x}
          numTicks={6}
          tickFormat={(value) => `${value} s`}
          stroke="currentColor"
          tickStroke="currentColor"
          axisClassName="axis"
          tickLabelProps={{}}
        />
      </Group>
    </svg>
  );
}

interface Row {
  id: string;
  title: string;
  results: Listed[];
  median: number;
}

function rowsOf(listed: readonly Listed[]): Row[] {
  const played = listed.filter(({ verdict }) => verdict !== "skipped");
  return Object.entries(Object.groupBy(played, ({ id }) => id))
    .map(([id, results = []]) => ({
      id,
      title: results[0]?.title ?? id,
      results,
      median: median(results.map(totalMs)),
    }))
    .sort((a, b) => b.median - a.median);
}

/** The median phases one after another, in seconds. */
function stack({ results }: Row) {
  let from = 0;
  return PHASES.map(({ key }) => {
    const to = from + median(results.map(({ phases }) => phases[key])) / 1000;
    const part = { key, from, to };
    from = to;
    return part;
  });
}

function totalMs({ phases }: Listed): number {
  return phases.deployMs + phases.playMs + phases.judgeMs;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function clip(text: string, width: number): string {
  const most = Math.floor((width - 20) / 6.9);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
