import pc from "picocolors";
import type { Verdict } from "../../oracle/finding.ts";
import { VERDICTS } from "../vocabulary.ts";

export type Paint = ReturnType<typeof createPaint>;

/** The few styles that the terminal uses. Without colour every one is the identity. */
export function createPaint(color: boolean) {
  const { dim, bold, red, green, yellow, blue, magenta } = pc.createColors(color);
  const byVerdict = { broken: red, fixed: magenta, unknown: yellow, known: blue, holds: green, skipped: dim };
  return {
    dim,
    bold,
    verdict: (verdict: Verdict, text: string) => byVerdict[verdict](text),
    symbol: (verdict: Verdict) => byVerdict[verdict](VERDICTS[verdict].symbol),
  };
}
