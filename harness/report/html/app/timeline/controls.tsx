import type { KeyboardEvent } from "react";
import type { useTimeZoom } from "./use-time-zoom.ts";

interface Props {
  zoom: ReturnType<typeof useTimeZoom>;
  span: { from: number; to: number } | undefined;
}

const ZOOM = 1.6;
const PAN = 0.25;

/** Zooming and moving, for the mouse and for the keyboard. */
export function Controls({ zoom, span }: Props) {
  const keys = new Map([
    ["ArrowLeft", () => zoom.panBy(-PAN)],
    ["ArrowRight", () => zoom.panBy(PAN)],
    ["+", () => zoom.zoomBy(ZOOM)],
    ["-", () => zoom.zoomBy(1 / ZOOM)],
    ["0", zoom.showAll],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys.get(event.key);
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  return (
    <div role="toolbar" aria-label="Timeline" className="controls" onKeyDown={onKeyDown}>
      <button type="button" onClick={() => zoom.zoomBy(ZOOM)} aria-label="Zoom in">
        +
      </button>
      <button type="button" onClick={() => zoom.zoomBy(1 / ZOOM)} aria-label="Zoom out">
        −
      </button>
      <button type="button" onClick={() => zoom.panBy(-PAN)} aria-label="Earlier">
        ←
      </button>
      <button type="button" onClick={() => zoom.panBy(PAN)} aria-label="Later">
        →
      </button>
      <button type="button" onClick={zoom.showAll}>
        Whole story
      </button>
      {span && (
        <button type="button" onClick={() => zoom.show(span.from, span.to)}>
          The loss
        </button>
      )}
      <span className="quiet hint">Drag to move, Ctrl + wheel to zoom; keys here: ← → + − 0</span>
    </div>
  );
}
