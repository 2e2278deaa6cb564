import { gzipSync } from "node:zlib";
import type { Judgement } from "../../oracle/index.ts";
import { readPlay } from "../run-files.ts";
import type { Summary } from "../summary.ts";
import { needsAttention } from "../vocabulary.ts";
import type { Detail, EmbeddedJudgement, Note, PlayDetail } from "./payload.ts";
import { trimJournal } from "./trim.ts";

export interface Packed {
  notes: Note[];
  /** One for each result, in order. */
  plays: PackedPlay[];
}

interface PackedPlay {
  detail: Detail;
  /** Gzipped and base64-encoded JSON of a `PlayDetail`. */
  data: string;
  /** Whether somebody will want to look at it. */
  ofInterest: boolean;
}

/** What is given up when a report would grow too big: first from results that hold. */
const SACRIFICES: { ofInterest: boolean; detail: Detail }[] = [
  { ofInterest: false, detail: "plot" },
  { ofInterest: true, detail: "telling" },
  { ofInterest: false, detail: "nothing" },
  { ofInterest: true, detail: "plot" },
  { ofInterest: true, detail: "nothing" },
];

/** Packs every result of a run: what is of interest in full, the rest with its telling parts. */
export function packPlays(runFolder: string, summary: Summary): Packed {
  const notes: Note[] = [];
  const plays = summary.results.map((result): PackedPlay => {
    const play = readPlay(runFolder, result);
    notes.push(noteOf(play));
    const ofInterest = needsAttention(result.verdict) || result.verdict === "known";
    return packPlay(play, ofInterest ? "everything" : "telling", ofInterest);
  });
  return { notes, plays };
}

/** Gives up detail until all plays together take at most `budget` characters. */
export function fitPlays(runFolder: string, summary: Summary, plays: PackedPlay[], budget: number): void {
  for (const sacrifice of SACRIFICES) shrink(runFolder, summary, plays, sacrifice, budget);
}

/** Lowers the detail of results of one kind, the biggest first, until all fit. */
function shrink(
  runFolder: string,
  { results }: Summary,
  plays: PackedPlay[],
  { ofInterest, detail }: (typeof SACRIFICES)[number],
  budget: number,
): void {
  let excess = plays.reduce((total, { data }) => total + data.length, 0) - budget;
  const bySize = [...plays.entries()].sort(([, a], [, b]) => b.data.length - a.data.length);
  for (const [index, play] of bySize) {
    if (excess <= 0) return;
    const result = results[index];
    if (!result || play.ofInterest !== ofInterest) continue;
    const smaller = packPlay(readPlay(runFolder, result), detail, ofInterest);
    excess -= play.data.length - smaller.data.length;
    plays[index] = smaller;
  }
}

function packPlay(
  { entries, judgement }: ReturnType<typeof readPlay>,
  detail: Detail,
  ofInterest: boolean,
): PackedPlay {
  const play: PlayDetail = {
    detail,
    entries: trimJournal(entries, detail),
    ...(judgement && { judgement: embedded(judgement) }),
  };
  return { detail, data: pack(play), ofInterest };
}

function embedded({ results, known, fixed, caught, ledger, latency, policy, autopsies }: Judgement): EmbeddedJudgement {
  const oracles = results.map(({ oracle, verdict, findings }) => ({ oracle, verdict, findings: findings.length }));
  return { known, fixed, caught, ledger, latency, policy, autopsies, oracles };
}

function noteOf({ entries, judgement }: ReturnType<typeof readPlay>): Note {
  const [header] = entries;
  const { why, tracks } = header?.kind === "header" ? header : { why: "", tracks: [] };
  const known = [...(judgement?.known ?? []).map(({ failure }) => failure), ...(judgement?.fixed ?? [])];
  return { why, tracks, known: [...new Set(known.map(({ link }) => link))] };
}

export function pack(value: unknown): string {
  return gzipSync(JSON.stringify(value), { level: 9 }).toString("base64");
}
