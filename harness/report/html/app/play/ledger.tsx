import type { LedgerRow, Outcome } from "../../../../oracle/index.ts";
import { latencyText } from "../../../latency.ts";
import { clock, duration } from "../../../vocabulary.ts";
import type { EmbeddedJudgement } from "../../payload.ts";
import { Scroll } from "../parts/scroll.tsx";

const OUTCOMES: Record<Outcome, { symbol: string; word: string; tone: string }> = {
  read: { symbol: "✓", word: "read", tone: "holds" },
  redecrypted: { symbol: "↻", word: "read later, with an old key", tone: "holds" },
  late: { symbol: "◷", word: "late", tone: "broken" },
  lost: { symbol: "✗", word: "lost", tone: "broken" },
  "never-arrived": { symbol: "∅", word: "never arrived", tone: "broken" },
  leaked: { symbol: "⚠", word: "leaked", tone: "broken" },
  unknown: { symbol: "?", word: "unknown", tone: "unknown" },
  "not-owed": { symbol: "·", word: "not owed", tone: "skipped" },
};

/** What became of each message on each device. */
export function Ledger({ judgement: { ledger, latency, policy } }: { judgement: EmbeddedJudgement }) {
  const devices = [...new Set(ledger.map(({ device }) => device))].sort();
  const messages = Object.entries(Object.groupBy(ledger, ({ event }) => event));
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">Messages</h2>
      <Scroll label="Table of messages and devices">
        <table className="ledger">
          <thead>
            <tr>
              <th scope="col">Sent</th>
              <th scope="col">Message</th>
              {devices.map((device) => (
                <th key={device} scope="col">
                  {device}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {messages.map(([event, rows = []]) => (
              <Message key={event} rows={rows} devices={devices} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="quiet">{latencyText(latency, policy)}</p>
    </section>
  );
}

function Message({ rows, devices }: { rows: LedgerRow[]; devices: string[] }) {
  const [first] = rows;
  if (!first) return null;
  return (
    <tr>
      <td className="time">{clock(first.sentAt)}</td>
      <th scope="row">
        {first.sender}: “{first.body}”{first.beat !== first.body && <span className="quiet"> in {first.beat}</span>}
      </th>
      {devices.map((device) => (
        <Fate key={device} row={rows.find((row) => row.device === device)} />
      ))}
    </tr>
  );
}

function Fate({ row }: { row: LedgerRow | undefined }) {
  if (!row) return <td className="quiet">–</td>;
  const { symbol, word, tone } = OUTCOMES[row.outcome];
  const time = row.outcome === "late" || row.outcome === "lost" ? row.afterMs : row.latencyMs;
  return (
    <td title={row.reason?.text ?? row.code}>
      <span className={`symbol ${tone}`} aria-hidden="true">
        {symbol}
      </span>{" "}
      <span className={row.outcome === "read" ? "unseen" : ""}>{word}</span>{" "}
      {time !== undefined && <span className="quiet">{duration(time)}</span>}
      {row.reason && <span className="unseen">, because {row.reason.text}</span>}
      {row.rootCause && <div className="quiet">{row.rootCause}</div>}
    </td>
  );
}
