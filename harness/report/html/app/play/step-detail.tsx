import type { HttpEntry, LogEntry } from "../../../../journal/entries.ts";
import { answerText, failed, keyNotes } from "../../../tale/exchange.ts";
import type { Step } from "../../../tale/steps.ts";
import { clock, duration } from "../../../vocabulary.ts";
import type { Detail } from "../../payload.ts";

/** The HTTP exchanges and log lines that began during a step. */
export function StepDetail({ step: { http, logs }, detail }: { step: Step; detail: Detail }) {
  return (
    <div className="step-detail">
      {detail !== "everything" && <p className="quiet">To stay small, this report left out what tells little here.</p>}
      {http.length === 0 && logs.length === 0 && <p className="quiet">No exchange and no log line.</p>}
      {http.length > 0 && (
        <ul className="exchanges">
          {http.map((exchange) => (
            <Exchange
              key={`${exchange.t} ${exchange.link} ${exchange.path} ${exchange.durationMs}`}
              exchange={exchange}
            />
          ))}
        </ul>
      )}
      {logs.length > 0 && (
        <ul className="logs">
          {logs.map((log) => (
            <LogLine key={`${log.t} ${log.source} ${log.line}`} log={log} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Exchange({ exchange }: { exchange: HttpEntry }) {
  const { t, link, device, method, route, path, durationMs, faults } = exchange;
  return (
    <li className={failed(exchange) ? "failed" : ""}>
      <p>
        <time>{clock(t)}</time>{" "}
        <span className="link">{device ? `${device} → ${link.split("->")[1]}` : link.replace("->", " → ")}</span>{" "}
        <code title={path}>
          {method} {route}
        </code>{" "}
        <strong>{answerText(exchange)}</strong> <span className="quiet">{duration(durationMs)}</span>
        {faults.length > 0 && <span className="touched">⚡ touched by the fault</span>}
      </p>
      {keyNotes(exchange).map((note) => (
        <p key={note} className="note">
          {note}
        </p>
      ))}
    </li>
  );
}

function LogLine({ log: { t, source, level, line } }: { log: LogEntry }) {
  return (
    <li className={level}>
      <time>{clock(t)}</time> <span className="link">{source}</span> <span className="level">{level}</span>{" "}
      <code>{line}</code>
    </li>
  );
}
