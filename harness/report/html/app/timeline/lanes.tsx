import type { LifeSpan } from "../../../tale/lives.ts";
import type { PlacedLane } from "./model.ts";

interface Props {
  lanes: PlacedLane[];
  lives: LifeSpan[];
  x: (t: number) => number;
  width: number;
}

/** The rows, and in each the line of its life: solid while it runs, dashed while it is paused, gone while it is down. */
export function Lanes({ lanes, lives, x, width }: Props) {
  return (
    <g className="lanes">
      {lanes.map((lane) => (
        <g key={lane.id} className={lane.kind} transform={`translate(0,${lane.top})`}>
          <rect className="row" width={width} height={lane.height} />
          {lane.kind === "link" && <line className="way" x2={width} y1={lane.height / 2} y2={lane.height / 2} />}
          {lives
            .filter((span) => span.lane === lane.id)
            .map(({ state, from, to }) => (
              <line
                key={from}
                className={`life ${state}`}
                x1={x(from)}
                x2={x(to)}
                y1={lane.height / 2}
                y2={lane.height / 2}
              />
            ))}
        </g>
      ))}
    </g>
  );
}
