import { createLogUpdate } from "log-update";
import pc from "picocolors";

/** Says what a step is doing now; what was said last stands beside the finished step. */
export type Progress = (detail: string) => void;

export interface Steps {
  /** Does the work, then prints one line with its time. Steps may run side by side. */
  step<T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T>;
}

interface Underway {
  title: string;
  detail: string;
  since: number;
}

/** How often the live line moves on a terminal, and how often a quiet log is told that work goes on. */
const FRAME_MS = 120;
const HEARTBEAT_MS = 30_000;
const FRAMES = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const TITLE_WIDTH = 34;

/** One live line on a terminal; elsewhere a line when a step ends, and a sign of life every half minute. */
export function createSteps(stream: NodeJS.WriteStream): Steps {
  const underway = new Set<Underway>();
  const live = stream.isTTY ? createLogUpdate(stream) : undefined;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const print = (line: string) => {
    if (live) live.persist(line);
    else stream.write(`${line}\n`);
  };
  const tick = () => {
    const sign = FRAMES[frame++ % FRAMES.length] ?? "";
    const lines = [...underway].map((each) => lineOf(live ? sign : "…", each));
    if (live) live(lines.join("\n"));
    else for (const line of lines) print(line);
  };
  const begin = (each: Underway) => {
    underway.add(each);
    timer ??= setInterval(tick, live ? FRAME_MS : HEARTBEAT_MS).unref();
  };
  const end = (sign: string, each: Underway) => {
    underway.delete(each);
    print(lineOf(sign, each));
    if (underway.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    live?.done();
  };

  return {
    async step(title, work) {
      const each = { title, detail: "", since: performance.now() };
      begin(each);
      try {
        const result = await work((detail) => {
          each.detail = detail;
        });
        end(pc.green("✓"), each);
        return result;
      } catch (error) {
        end(pc.red("✗"), each);
        throw error;
      }
    },
  };
}

function lineOf(sign: string, { title, detail, since }: Underway): string {
  const seconds = `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(8);
  return `${sign} ${title.padEnd(TITLE_WIDTH)} ${pc.dim(seconds)}  ${pc.dim(detail)}`.trimEnd();
}

/** The steps of this process, on standard error: standard output belongs to results. */
export const { step } = createSteps(process.stderr);
