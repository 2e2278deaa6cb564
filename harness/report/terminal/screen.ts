import type { Writable } from "node:stream";
import { createLogUpdate } from "log-update";

/** Where lines go, and perhaps a bar below them. */
export interface Screen {
  width(): number;
  open(redraw: () => void): void;
  print(line: string): void;
  bar(render: (width: number) => string): void;
  close(): void;
}

/** Lines only, as a log file or a CI wants them. */
export function plainScreen(out: Writable): Screen {
  return {
    width: () => 120,
    open() {},
    print: (line) => void out.write(`${line}\n`),
    bar() {},
    close() {},
  };
}

/** Lines above, one bar at the bottom that is drawn anew every 250 ms. */
export function liveScreen(out: Writable & { columns?: number }): Screen {
  const live = createLogUpdate(out as NodeJS.WriteStream);
  let timer: NodeJS.Timeout | undefined;
  return {
    width: () => out.columns ?? 80,
    open: (redraw) => {
      timer = setInterval(redraw, 250).unref();
      redraw();
    },
    print: (line) => (timer ? live.persist(line) : void out.write(`${line}\n`)),
    bar: (render) => {
      if (timer) live(render((out.columns ?? 80) - 1));
    },
    close: () => {
      clearInterval(timer);
      timer = undefined;
      live.clear();
      live.done();
    },
  };
}
