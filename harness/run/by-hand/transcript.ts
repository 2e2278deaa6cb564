import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes what was done by hand as a scenario that does it again. @returns its path */
export function writeTranscript(folder: string, id: string, lines: readonly string[]): string {
  const path = join(folder, `${id}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, transcript(lines));
  return path;
}

export function transcript(lines: readonly string[]): string {
  const told = lines.map((line) => `    ${line.replaceAll("\n", "\n    ")}`);
  return `import { at, client, link, malice, perhaps, requests, scenario, server } from "matrix-e2ee-torture";

export default scenario("by hand", {
  why: "What somebody did by hand, to be told again.",
  cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1", { later: true }) },
  async play({ alice, bob, charlie, hs1, hs2, during, beat, expect, timePasses }) {
${told.join("\n")}
  },
});
`;
}
