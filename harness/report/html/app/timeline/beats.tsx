import type { BeatSpan } from "../../../tale/steps.ts";

interface Props {
  beats: BeatSpan[];
  x: (t: number) => number;
  height: number;
  /** Height of the lanes below. */
  below: number;
}

/** The named moments of the story, above the lanes. */
export function Beats({ beats, x, height, below }: Props) {
  return (
    <g className="beats">
      {beats.map(({ name, from, to }) => {
        const left = x(from);
        const width = Math.max(2, x(to) - left);
        const hidden = Math.max(0, -left);
        return (
          <g key={`${name} ${from}`} transform={`translate(${left},0)`}>
            <rect className="span" y={height} width={width} height={below} />
            <rect className="tab" y={2} width={width} height={height - 6} rx={3} />
            <ClippedText text={name} from={hidden} width={width - hidden} y={height / 2 - 1} />
            <title>{name}</title>
          </g>
        );
      })}
    </g>
  );
}

/** Text that never reaches beyond its box; nothing where not even a few letters fit. */
export function ClippedText({ text, from, width, y }: { text: string; from: number; width: number; y: number }) {
  const most = Math.floor((width - 10) / 6.4);
  if (most < 4) return null;
  return (
    <text x={from + 6} y={y} dy="0.32em">
      {text.length > most ? `${text.slice(0, most - 1)}…` : text}
    </text>
  );
}
