import { evidenceText } from "../../../tale/faults.ts";
import { ClippedText } from "./beats.tsx";
import type { TimelineModel } from "./model.ts";

/** Faults as bands on the lanes that they touch. */
export function Faults({ bands, x }: { bands: TimelineModel["bands"]; x: (t: number) => number }) {
  return (
    <g className="faults">
      {bands.map((band) => {
        const left = x(band.from);
        const width = Math.max(3, x(band.to) - left);
        const hidden = Math.max(0, -left);
        return band.lanes.map(({ id, top, height }) => (
          <g key={`${band.id} ${id}`} transform={`translate(${left},${top})`}>
            <rect className="band" width={width} height={height} />
            <rect className="hatching" width={width} height={height} fill="url(#hatch)" />
            <ClippedText text={band.name} from={hidden} width={width - hidden} y={9} />
            <title>{`${band.name} on ${band.target}: ${evidenceText(band)}`}</title>
          </g>
        ));
      })}
    </g>
  );
}
