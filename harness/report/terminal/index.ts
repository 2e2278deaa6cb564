import type { Writable } from "node:stream";
import type { Environment, Result, Summary } from "../summary.ts";
import { needsAttention } from "../vocabulary.ts";
import { barLine, explanationLines, resultLine, summaryLines } from "./lines.ts";
import { createPaint } from "./paint.ts";
import { liveScreen, plainScreen } from "./screen.ts";

/** What the runner tells before the first story starts. */
export interface RunPlan {
  /** How many results there will be: stories x cells x repeats. Unknown where time decides. */
  results?: number;
  seed: string;
  /** Folder of the run, as the user would type it. */
  folder: string;
  environment: Pick<Environment, "pins">;
}

/** Shows a run while it happens. The runner pushes its events; order between stories is free. */
export interface Terminal {
  runStarted(plan: RunPlan): void;
  storyStarted(id: string, cell: string): void;
  storyFinished(result: Result): void;
  runFinished(summary: Summary): void;
}

export interface TerminalOptions {
  out?: Writable & { columns?: number };
  /** Live bar at the bottom; without it only plain lines. */
  tty: boolean;
  color: boolean;
  /** Only failures and the end. */
  quiet?: boolean;
  /** Nothing but `summary.json`'s text at the end. */
  json?: boolean;
}

/** Tells from the environment whether to show a live bar and colours (NO_COLOR, FORCE_COLOR, CI, TERM=dumb). */
export function terminalDefaults(out: { isTTY?: boolean }, env: NodeJS.ProcessEnv): { tty: boolean; color: boolean } {
  const live = out.isTTY === true && env.TERM !== "dumb";
  const tty = live && !env.CI;
  if (env.NO_COLOR) return { tty, color: false };
  return { tty, color: live || Boolean(env.FORCE_COLOR) };
}

export function createTerminal(options: TerminalOptions): Terminal {
  const out = options.out ?? process.stdout;
  return options.json ? jsonTerminal(out) : textTerminal({ ...options, out });
}

function jsonTerminal(out: Writable): Terminal {
  const silent = () => {};
  return {
    runStarted: silent,
    storyStarted: silent,
    storyFinished: silent,
    runFinished: (summary) => void out.write(`${JSON.stringify(summary, null, 2)}\n`),
  };
}

function textTerminal({
  out,
  tty,
  color,
  quiet,
}: TerminalOptions & { out: Writable & { columns?: number } }): Terminal {
  const paint = createPaint(color);
  const screen = tty ? liveScreen(out) : plainScreen(out);
  const running = new Map<string, number>();
  const counts: Partial<Record<Result["verdict"], number>> = {};
  let plan: RunPlan = { seed: "", folder: ".", environment: { pins: [] } };
  let done = 0;
  let startedAt = 0;
  const draw = () =>
    screen.bar((width) =>
      barLine(
        {
          done,
          total: plan.results ?? done,
          counts,
          elapsedMs: performance.now() - startedAt,
          running: [...running.keys()],
        },
        paint,
        width,
      ),
    );

  return {
    runStarted(begun) {
      plan = begun;
      startedAt = performance.now();
      screen.open(draw);
    },
    storyStarted(id, cell) {
      const name = `${id} ${cell}`;
      running.set(name, (running.get(name) ?? 0) + 1);
      draw();
    },
    storyFinished(result) {
      const name = `${result.id} ${result.cell}`;
      const left = (running.get(name) ?? 1) - 1;
      if (left > 0) running.set(name, left);
      else running.delete(name);
      done++;
      counts[result.verdict] = (counts[result.verdict] ?? 0) + 1;
      const failed = needsAttention(result.verdict);
      if (failed || !quiet) screen.print(resultLine(result, paint));
      if (failed)
        for (const line of explanationLines(result, plan.environment, paint, screen.width())) screen.print(line);
      draw();
    },
    runFinished(summary) {
      screen.close();
      for (const line of summaryLines({ summary, folder: plan.folder }, paint)) screen.print(line);
    },
  };
}
