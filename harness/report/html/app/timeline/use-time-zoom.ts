import { scaleLinear } from "@visx/scale";
import { select } from "d3-selection";
import { type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { useEffect, useMemo, useRef, useState } from "react";

/** One pixel shows no less than this, ms. */
const FINEST_MS_PER_PIXEL = 0.05;

export type TimeScale = ReturnType<typeof scaleLinear<number>>;

/**
 * A zoomable time axis over [0, end] ms: the wheel with Ctrl or Cmd, pinching, dragging, or the functions returned.
 * @param width of the plot, in pixels
 */
export function useTimeZoom(end: number, width: number) {
  const svg = useRef<SVGSVGElement>(null);
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const whole = useMemo(() => scaleLinear<number>({ domain: [0, end], range: [0, width] }), [end, width]);
  const behaviour = useMemo(
    () =>
      zoom<SVGSVGElement, unknown>()
        .scaleExtent([1, Math.max(1, end / width / FINEST_MS_PER_PIXEL)])
        .extent([
          [0, 0],
          [width, 1],
        ])
        .translateExtent([
          [0, Number.NEGATIVE_INFINITY],
          [width, Number.POSITIVE_INFINITY],
        ])
        .filter((event: WheelEvent) => event.type !== "wheel" || event.ctrlKey || event.metaKey)
        .on("zoom", ({ transform }: { transform: ZoomTransform }) => setTransform(transform)),
    [end, width],
  );
  const target = () => select(svg.current as SVGSVGElement);
  useEffect(() => {
    if (svg.current) select(svg.current).call(behaviour).on("dblclick.zoom", null);
  }, [behaviour]);

  return {
    svg,
    x: useMemo(() => transform.rescaleX(whole) as TimeScale, [transform, whole]),
    zoomBy: (factor: number) => behaviour.scaleBy(target(), factor),
    panBy: (share: number) => behaviour.translateBy(target(), (-share * width) / transform.k, 0),
    show(from: number, to: number) {
      const [left, right] = [whole(Math.max(0, from)), whole(Math.min(end, to))];
      const scale = width / Math.max(1, right - left);
      behaviour.transform(target(), zoomIdentity.scale(scale).translate(-left, 0));
    },
    showAll: () => behaviour.transform(target(), zoomIdentity),
  };
}
