import { clock } from "../../../vocabulary.ts";
import { cross } from "./hops.tsx";
import type { TimelineModel } from "./model.ts";

interface Props {
  model: TimelineModel;
  x: (t: number) => number;
}

/** What each device's screen shows: a dot for each message, at the moment that its state changed. */
export function Shown({
  model,
  x,
  followed,
  follow,
}: Props & { followed: readonly string[]; follow(ids: readonly string[]): void }) {
  const places = new Map(model.lanes.map(({ id, middle }) => [id, middle]));
  return (
    <g className="screen">
      {model.shown.map(({ device, event, state, t, body, code, session = "" }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithMouseEvents: pointing only emphasises
        <circle
          key={`${device} ${event} ${t}`}
          className={`${state} ${followed.includes(session) ? "followed" : ""}`}
          cx={x(t)}
          cy={(places.get(device) ?? 0) - 9}
          r={3.5}
          onMouseOver={() => follow([session])}
          onMouseOut={() => follow([])}
        >
          <title>{`${clock(t)} ${device} shows ${state === "utd" ? `“unable to decrypt” (${code ?? "no code"})` : `“${body ?? ""}”`}`}</title>
        </circle>
      ))}
    </g>
  );
}

/** The moments of loss. */
export function Losses({ model, x, width }: Props & { width: number }) {
  const places = new Map(model.lanes.map(({ id, middle }) => [id, middle]));
  return (
    <g className="losses">
      {model.losses.map(({ lane, t, outcome, row }) => {
        const y = places.get(lane) ?? 0;
        const side = x(t) > width * 0.6 ? -1 : 1;
        return (
          <g key={`${lane} ${row.event}`}>
            <line x1={x(t)} x2={x(t)} y1={0} y2={model.height} />
            <circle cx={x(t)} cy={y} r={11} />
            <path d={cross(x(t), y, 4.5)} />
            <text x={x(t) + side * 16} y={y} dy="0.32em" textAnchor={side < 0 ? "end" : "start"}>
              {outcome}: “{row.body}”
            </text>
          </g>
        );
      })}
    </g>
  );
}
