import type { DeviceEntry, Entry, Header, HttpEntry } from "../journal/index.ts";
import type { Judgement, LedgerRow } from "../oracle/index.ts";
import { headline } from "./explain.ts";
import { partKnown } from "./known.ts";
import { latencyText } from "./latency.ts";
import { escapeMarkdown as esc, issueLink, markdownTable } from "./markdown.ts";
import { reproduceCommand } from "./reproduce.ts";
import type { Play } from "./run-files.ts";
import type { Environment, Result, ResultFinding } from "./summary.ts";
import { answerText, keyNotes } from "./tale/exchange.ts";
import { evidenceText, faultBands } from "./tale/faults.ts";
import { exchangesAround } from "./tale/relevance.ts";
import { stepsOf } from "./tale/steps.ts";
import { clock, duration, VERDICTS } from "./vocabulary.ts";

/** More exchanges than this hide the telling ones. */
const MOST_EXCHANGES = 60;
/** How much of the story before and after a lost message is told, ms. */
const BEFORE_MS = 5_000;
const AFTER_MS = 500;

/** `story.md`: one failure as plain text that can be pasted into an issue. */
export function renderStory({ result, entries, judgement }: Play, environment: Environment): string {
  const header = entries.find((entry): entry is Header => entry.kind === "header");
  const { wrong, known } = partKnown(result.findings, judgement);
  const sections = [
    title(result, header),
    section("What went wrong", list(wrong)),
    section("Known, and seen as expected", list(known)),
    section("Reproduce", fenced(reproduceCommand(result, environment))),
    section("Cast", castTable(entries)),
    section("What happened", steps(entries)),
    section("Messages", judgement ? messages(judgement) : ""),
    section("Faults", faults(entries)),
    section("HTTP", httpTable(entries, judgement?.ledger ?? [])),
    section("Versions", versions(environment)),
    section("Tracked", (header?.tracks ?? []).map((tracked) => `- ${issueLink(tracked)}`).join("\n")),
  ];
  return `${sections.filter(Boolean).join("\n\n")}\n`;
}

function section(name: string, body: string): string {
  return body && `## ${name}\n\n${body}`;
}

function fenced(text: string): string {
  return `\`\`\`sh\n${text}\n\`\`\``;
}

function title({ verdict, title, id, cell, seed }: Result, header: Header | undefined): string {
  const { symbol, word, meaning } = VERDICTS[verdict];
  return [
    `# ${symbol} ${esc(title)}`,
    `**${word}** (${meaning}) · \`${id}\` · \`${cell}\` · seed \`${seed}\` (it fixes the plan, not the timing)`,
    ...(header ? [esc(header.why)] : []),
  ].join("\n\n");
}

function list(findings: readonly ResultFinding[]): string {
  const told = findings.map((finding) =>
    [`- **${esc(headline(finding))}**`, ...finding.story.map((sentence) => `  - ${esc(sentence)}`)].join("\n"),
  );
  return told.join("\n");
}

function castTable(entries: Entry[]): string {
  const devices = entries.filter((entry): entry is DeviceEntry => entry.kind === "device" && entry.phase === "created");
  const rows = devices.map(({ device, client, user, deviceId, server }) => [device, client, user, deviceId, server]);
  return rows.length > 0
    ? markdownTable(
        ["device", "client", "user", "device id", "server"],
        rows.map((row) => row.map(esc)),
      )
    : "";
}

function steps(entries: Entry[]): string {
  const lines: string[] = [];
  let beat: string | undefined;
  for (const step of stepsOf(entries).slice(1)) {
    if (step.beat !== beat) {
      beat = step.beat;
      if (beat) lines.push(`- *${esc(beat)}*`);
    }
    const outcome = { ok: "", fail: " — failed", info: " — outcome unknown", open: " — did not end" };
    const told = step.kind === "fault" ? "" : outcome[step.outcome];
    const error = step.error ? `: ${esc(step.error)}` : "";
    lines.push(`${step.beat ? "  " : ""}- ${clock(step.from)} ${esc(step.text)}${told}${error}`);
  }
  return lines.join("\n");
}

function messages({ ledger, latency, policy }: Judgement): string {
  const table = ledgerTable(ledger);
  return table && `${table}\n\n${latencyText(latency, policy)}`;
}

function ledgerTable(ledger: LedgerRow[]): string {
  const rows = ledger
    .filter(({ outcome }) => outcome !== "not-owed")
    .map(({ beat, sender, device, outcome, afterMs, code, latencyMs, reason }) => [
      esc(beat),
      esc(sender),
      esc(device),
      ["read", "redecrypted"].includes(outcome) ? outcome : `**${outcome}**`,
      outcome === "late" || outcome === "lost" ? duration(afterMs ?? 0) : latencyMs ? duration(latencyMs) : "",
      esc(reason?.text ?? code ?? ""),
    ]);
  return rows.length > 0 ? markdownTable(["beat", "from", "for", "outcome", "after", "why"], rows) : "";
}

function faults(entries: Entry[]): string {
  return faultBands(entries)
    .map((band) => {
      const until = band.healed ? clock(band.to) : "never healed";
      return `- ${clock(band.from)} – ${until}: ${esc(band.name)} on ${esc(band.target)}; ${esc(evidenceText(band))}`;
    })
    .join("\n");
}

function httpTable(entries: Entry[], ledger: LedgerRow[]): string {
  const failed = ledger.filter(({ outcome }) => ["lost", "late", "never-arrived", "leaked"].includes(outcome));
  if (failed.length === 0) return "";
  const from = Math.min(...failed.map(({ sentAt }) => sentAt)) - BEFORE_MS;
  const to = Math.max(...failed.map(({ sentAt, readAt, failedAt }) => readAt ?? failedAt ?? sentAt)) + AFTER_MS;
  const telling = exchangesAround(entries, from, to);
  const rows = telling.slice(0, MOST_EXCHANGES).map(exchangeRow);
  const rest = telling.length - rows.length;
  const table = markdownTable(["when", "who", "request", "answer", "keys"], rows);
  return rows.length === 0 ? "" : table + (rest > 0 ? `\n\n${rest} more are in journal.ndjson.` : "");
}

function exchangeRow(exchange: HttpEntry): string[] {
  const { t, link, device, method, route, faults } = exchange;
  const touched = faults.length > 0 ? ` (fault ${faults.join(", ")})` : "";
  return [
    clock(t),
    esc(device ? `${device} (${link})` : link),
    `\`${method} ${route}\``,
    esc(answerText(exchange) + touched),
    esc(keyNotes(exchange).join("; ")),
  ];
}

function versions({ versions }: Environment): string {
  return Object.entries(versions)
    .map(([name, version]) => `- ${esc(name)} ${esc(version)}`)
    .join("\n");
}
