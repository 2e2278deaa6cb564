import { judge } from "../../../harness/oracle/index.ts";
import type { Told } from "./told.ts";

/** The kinds of an oracle's findings about a story, in order. */
export function found(oracle: string, story: Told): string[] {
  return resultOf(oracle, story).findings.map(({ kind }) => kind);
}

export function resultOf(oracle: string, story: Told) {
  const result = judge(story.ends()).results.find((each) => each.oracle === oracle);
  if (!result) throw new Error(`there is no oracle "${oracle}"`);
  return result;
}
