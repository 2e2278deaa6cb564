import { AxisBottom } from "@visx/axis";
import { GridColumns } from "@visx/grid";
import { Group } from "@visx/group";
import { useEffect, useMemo, useState } from "react";
import type { Step } from "../../../tale/steps.ts";
import { stepHash } from "../play/steps.tsx";
import { replaceRoute } from "../route.ts";
import { Beats } from "./beats.tsx";
import { Controls } from "./controls.tsx";
import { Exchanges } from "./exchanges.tsx";
import { Faults } from "./faults.tsx";
import { Hops } from "./hops.tsx";
import { Lanes } from "./lanes.tsx";
import { Losses, Shown } from "./marks.tsx";
import { interestingSpan, type StepOf, type TimelineModel } from "./model.ts";
import { useTimeZoom } from "./use-time-zoom.ts";

const BEATS = 26;
const AXIS = 30;
/** Width of a letter in the names of lanes, pixels. */
const CHARACTER = 6.8;

interface Props {
  model: TimelineModel;
  width: number;
  play: string;
  steps: Step[];
  selected: Step | undefined;
}

export function Plot({ model, width, play, steps, selected }: Props) {
  const margin = Math.max(...model.lanes.map(({ label }) => label.length)) * CHARACTER + 20;
  const inner = width - margin;
  const zoom = useTimeZoom(model.end, inner);
  const { x } = zoom;
  const [followed, follow] = useState<readonly string[]>([]);
  const stepOf = useStepOf(steps);
  const span = interestingSpan(model);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first view is chosen once for each width
  useEffect(() => {
    if (span) zoom.show(span.from, span.to);
  }, [inner]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves the view, not a zoom
  useEffect(() => {
    const [from = 0, to = 0] = x.domain();
    if (selected && (selected.from < from || selected.from > to)) zoom.show(...around(selected, to - from));
  }, [selected]);
  const lost = model.losses.map(({ row }) => `${row.device} could not read “${row.body}”`);
  return (
    <>
      <Controls zoom={zoom} span={span} />
      <div className="plot">
        <svg width={margin} height={BEATS + model.height + AXIS} aria-hidden="true" className="names">
          <Group top={BEATS}>
            {model.lanes.map(({ id, kind, label, middle }) => (
              <text key={id} className={kind} x={margin - 10} y={middle} dy="0.32em" textAnchor="end">
                {label}
              </text>
            ))}
          </Group>
        </svg>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: see openStep */}
        <svg
          ref={zoom.svg}
          onClick={({ target }) => openStep(play, steps, target)}
          width={inner}
          height={BEATS + model.height + AXIS}
          role="img"
          aria-label={`Timeline of ${model.lanes.length} lanes and ${model.hops.length} messages on their way. ${lost.join(". ")}`}
        >
          <Defs />
          <Beats beats={model.beats} x={x} height={BEATS} below={model.height} />
          <Group top={BEATS}>
            <Lanes lanes={model.lanes} lives={model.lives} x={x} width={inner} />
            <GridColumns scale={x} height={model.height} numTicks={8} stroke="currentColor" className="grid" />
            {selected && <Selected step={selected} x={x} height={model.height} />}
            <Faults bands={model.bands} x={x} />
            <Exchanges model={model} x={x} stepOf={stepOf} />
            <Hops model={model} x={x} stepOf={stepOf} followed={followed} follow={follow} />
            <Shown model={model} x={x} followed={followed} follow={follow} />
            <Losses model={model} x={x} width={inner} />
            <AxisBottom
              top={model.height}
              scale={x}
              numTicks={Math.max(3, Math.round(inner / 130))}
              tickFormat={(ms) => `${Number((Number(ms) / 1000).toFixed(3))} s`}
              axisClassName="axis"
              stroke="currentColor"
              tickStroke="currentColor"
              tickLabelProps={(ms) => ({ textAnchor: x(Number(ms)) < CHARACTER ? "start" : "middle" })}
            />
          </Group>
        </svg>
      </div>
    </>
  );
}

function useStepOf(steps: Step[]): StepOf {
  return useMemo(() => {
    const ids = new Map(steps.flatMap(({ id, http }) => http.map((exchange) => [exchange, id] as const)));
    return (exchange) => ids.get(exchange);
  }, [steps]);
}

/** Opens the step of what was clicked. The keyboard reaches every step in the list below the timeline. */
function openStep(play: string, steps: Step[], clicked: EventTarget): void {
  const id = (clicked as Element).closest("[data-step]")?.getAttribute("data-step");
  if (id) replaceRoute(stepHash(play, steps[Number(id)]));
}

/** A stretch of this length, or longer if need be, with a step in its middle. */
function around({ from, to }: Step, length: number): [number, number] {
  const margin = Math.max(length - (to - from), to - from) / 2;
  return [Math.max(0, from - margin), to + margin];
}

function Selected({ step, x, height }: { step: Step; x: (t: number) => number; height: number }) {
  return <rect className="selected" x={x(step.from) - 2} width={x(step.to) - x(step.from) + 4} height={height} />;
}

function Defs() {
  return (
    <defs>
      {["olm", "megolm", "stopped"].map((kind) => (
        <marker
          key={kind}
          id={`head-${kind}`}
          className={`head ${kind}`}
          viewBox="0 0 8 8"
          refX={7}
          refY={4}
          markerWidth={7}
          markerHeight={7}
          orient="auto-start-reverse"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 0.6 7.6 4 0 7.4z" />
        </marker>
      ))}
      <pattern id="hatch" width={7} height={7} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line y2={7} className="hatch" />
      </pattern>
    </defs>
  );
}
