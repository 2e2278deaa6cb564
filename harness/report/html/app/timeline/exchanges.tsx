import { memo } from "react";
import type { HttpEntry } from "../../../../journal/entries.ts";
import { answerText, failed } from "../../../tale/exchange.ts";
import type { StepOf, TimelineModel } from "./model.ts";

interface Props {
  model: TimelineModel;
  x: (t: number) => number;
  stepOf: StepOf;
}

/** HTTP exchanges as bars on their link's lane; each leads to the step that tells it in full. */
export const Exchanges = memo(({ model: { exchanges, lanes }, x, stepOf }: Props) => {
  const places = new Map(lanes.map((lane) => [lane.id, lane]));
  return (
    <g className="traffic">
      {exchanges.map((exchange) => {
        const lane = places.get(exchange.link);
        if (!lane) return null;
        const { t, durationMs, method, route, device } = exchange;
        return (
          <g key={`${t} ${exchange.link} ${exchange.path} ${durationMs}`} data-step={stepOf(exchange)}>
            <rect
              className={kindOf(exchange)}
              x={x(t)}
              y={lane.middle + 3}
              width={Math.max(2, x(t + durationMs) - x(t))}
              height={8}
              rx={2}
            />
            <title>{`${device ?? exchange.link}: ${method} ${route} ${answerText(exchange)}`}</title>
          </g>
        );
      })}
    </g>
  );
});

function kindOf(exchange: HttpEntry): string {
  if (failed(exchange)) return "exchange failed";
  if (exchange.faults.length > 0) return "exchange touched";
  return exchange.route.includes("sync") ? "exchange sync" : "exchange";
}
