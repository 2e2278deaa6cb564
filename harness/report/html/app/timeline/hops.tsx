import type { Hop } from "../../../tale/hops.ts";
import { placeLabels } from "./labels.ts";
import type { StepOf, TimelineModel } from "./model.ts";

interface Props {
  model: TimelineModel;
  x: (t: number) => number;
  stepOf: StepOf;
  /** Sessions and ciphertexts that the reader points at. */
  followed: readonly string[];
  follow(ids: readonly string[]): void;
}

/** Encrypted messages on their way: an arrow for each stretch, with the short id of what it carries. */
export function Hops({ model, x, stepOf, followed, follow }: Props) {
  const places = new Map(model.lanes.map(({ id, middle }) => [id, middle]));
  const drawn = model.hops.flatMap((hop) => {
    const from = places.get(hop.from);
    const to = places.get(hop.stopped ? hop.link : hop.to);
    return from === undefined || to === undefined
      ? []
      : [{ hop, x1: x(hop.departs), y1: from, x2: Math.max(x(hop.arrives), x(hop.departs) + 2), y2: to }];
  });
  const labelled = placeLabels(drawn);
  return (
    <g className="hops">
      {drawn.map(({ hop, x1, y1, x2, y2 }, index) => (
        // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithMouseEvents: pointing only emphasises; the steps tell the same
        <g
          key={`${hop.departs} ${hop.from} ${hop.to} ${hop.kind} ${hop.label}`}
          data-step={stepOf(hop.exchange)}
          className={`hop ${hop.kind} ${hop.stopped ? "stopped" : ""} ${emphasis(hop, followed)}`}
          onMouseOver={() => follow(hop.ids)}
          onMouseOut={() => follow([])}
        >
          <line className="reach" x1={x1} y1={y1} x2={x2} y2={y2} />
          <line
            className="arrow"
            x1={x1}
            y1={y1}
            x2={x2}
            y2={y2}
            markerEnd={`url(#head-${hop.stopped ? "stopped" : hop.kind})`}
          />
          {hop.stopped && <path className="stop" d={cross(x2, y2, 5)} />}
          {labelled.has(index) && (
            <text x={(x1 + x2) / 2 + 5} y={(y1 + y2) / 2} dy="0.32em">
              {hop.label}
            </text>
          )}
          <title>{`${hop.kind === "olm" ? "Olm" : "Megolm"} ${hop.ids.join(", ")}: ${hop.from} → ${hop.to}${hop.stopped ? ", stopped" : ""}`}</title>
        </g>
      ))}
    </g>
  );
}

function emphasis({ ids }: Hop, followed: readonly string[]): string {
  if (followed.length === 0) return "";
  return ids.some((id) => followed.includes(id)) ? "followed" : "faded";
}

export function cross(x: number, y: number, size: number): string {
  return `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`;
}
