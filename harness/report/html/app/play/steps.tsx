import { failed } from "../../../tale/exchange.ts";
import type { Step } from "../../../tale/steps.ts";
import { clock, duration } from "../../../vocabulary.ts";
import type { Detail } from "../../payload.ts";
import { replaceRoute, routeHash } from "../route.ts";
import { StepDetail } from "./step-detail.tsx";

interface Props {
  play: string;
  steps: Step[];
  selected: Step | undefined;
  detail: Detail;
}

/** The story as it went, step by step; the chosen one shows its exchanges and log lines. */
export function Steps({ play, steps, selected, detail }: Props) {
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">What happened</h2>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step.id} className={`step ${step.kind}`} ref={step.id === selected?.id ? intoView : undefined}>
            {step.beat && step.beat !== steps[index - 1]?.beat && <p className="beat">{step.beat}</p>}
            <a
              href={stepHash(play, step.id === selected?.id ? undefined : step)}
              aria-expanded={step.id === selected?.id}
              onClick={keepPlace}
            >
              <time>{clock(step.from)}</time>
              <Outcome step={step} />
              <span className="text">
                {step.text}
                {step.error && <span className="error"> {step.error}</span>}
              </span>
              <Counts step={step} />
            </a>
            {step.id === selected?.id && <StepDetail step={step} detail={detail} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Brings the chosen step to where it can be seen, also when it was chosen in the timeline. */
function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** The address of a step; of the play itself without one. */
export function stepHash(play: string, step: Step | undefined): string {
  return routeHash({ play, ...(step && { query: new URLSearchParams({ step: String(step.id) }) }) });
}

/** Opening a step is not a place to come back to. */
function keepPlace(event: React.MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  replaceRoute(event.currentTarget.hash);
}

const SYMBOLS = {
  ok: { symbol: "", word: "" },
  fail: { symbol: "✗", word: "failed" },
  info: { symbol: "?", word: "outcome unknown" },
  open: { symbol: "…", word: "did not end" },
};

function Outcome({ step }: { step: Step }) {
  if (step.kind === "fault") return <span className="symbol fault">⚡</span>;
  const { symbol, word } = SYMBOLS[step.outcome];
  return (
    <span className={`symbol ${step.outcome === "fail" ? "broken" : "unknown"}`}>
      <span aria-hidden="true">{symbol}</span>
      <span className="unseen">{word}</span>
    </span>
  );
}

function Counts({ step: { http, logs, from, to } }: { step: Step }) {
  const bad = http.filter(failed).length;
  const parts = [
    to > from && duration(to - from),
    http.length > 0 && `${http.length} ${http.length === 1 ? "request" : "requests"}`,
    bad > 0 && `${bad} failed`,
    logs.length > 0 && `${logs.length} log ${logs.length === 1 ? "line" : "lines"}`,
  ];
  return <span className="quiet counts">{parts.filter(Boolean).join(" · ")}</span>;
}
