import { readFileSync } from "node:fs";
import { expect } from "chai";
import { MACHINE_MUTATIONS } from "../../../harness/cast/mutations/machine.ts";
import { OUTWARD_MUTATIONS } from "../../../harness/cast/mutations/outward.ts";
import { FINDING_KINDS } from "../../../harness/oracle/index.ts";
import { MUTANTS } from "../../../harness/run/mutants/index.ts";
import { isServerDefect, type Mutant } from "../../../harness/run/mutants/mutant.ts";
import { honestPlays, mutatedPlays } from "../../../harness/run/mutants/trial.ts";
import { fakeKind } from "../../support/fake-driver.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

function mutationsOf(kind: string): string[] {
  if (kind !== "rust") return [...Object.keys(MACHINE_MUTATIONS), ...Object.keys(OUTWARD_MUTATIONS)];
  const [, variants = ""] = /enum Mutation \{([^}]*)\}/.exec(read("harness/cast/rust-sdk/src/protocol.rs")) ?? [];
  return [...variants.matchAll(/\w+/g)].map(([name]) => name.replaceAll(/(?<=.)[A-Z]/g, "-$&").toLowerCase());
}

const KINDS = new Map(
  ["js", "node", "rust", "olm-wasm"].map((kind) => {
    const capabilities = ["mutations", "sigkill", "verification", "crossSigning", "backup", "blacklist"] as const;
    return [kind, fakeKind(kind, [...capabilities])];
  }),
);

describe("the mutants", () => {
  it("have names of their own", () => {
    const names = MUTANTS.map(({ name }) => name);
    expect(names).to.deep.equal([...new Set(names)]);
  });

  it("have defects that their drivers know", () => {
    const unknown = ({ cell, defect }: Mutant) => {
      const [kind = ""] = cell.split("@");
      return isServerDefect(defect) ? [] : [defect.mutation].filter((name) => !mutationsOf(kind).includes(name));
    };
    expect(MUTANTS.flatMap(unknown)).to.deep.equal([]);
  });

  it("leave no mutation of a driver unplayed", () => {
    const played = MUTANTS.flatMap(({ defect }) => (isServerDefect(defect) ? [] : [defect.mutation]));
    expect(played).to.include.members([...mutationsOf("node"), ...mutationsOf("rust")]);
  });

  it("each have a play with the defect, and their story has one without, in the same cell", () => {
    const mutated = mutatedPlays(MUTANTS, KINDS);
    const honest = honestPlays(MUTANTS, KINDS);
    expect([...mutated, ...honest].filter(([play]) => play.skippedBecause)).to.deep.equal([]);
    for (const [{ story, cell }, mutant] of mutated) {
      const options = Object.values(story.spec.cast).flatMap(({ options }) => options.mutation ?? []);
      expect(options).to.deep.equal(mutant && !isServerDefect(mutant.defect) ? [mutant.defect.mutation] : []);
      const plain = honest.filter(([play]) => play.story.title === mutant?.story.title && play.cell.name === cell.name);
      expect(plain, mutant?.name).to.have.length(1);
    }
    for (const [{ story }] of honest) expect(JSON.stringify(story.spec.cast)).not.to.include("mutation");
  });

  it("are on their page, with the kinds of findings that none of them shows", () => {
    const page = read("docs/mutants.md");
    const rows = MUTANTS.map(({ name, does, caughtBy }) => `| \`${name}\` | ${does} | \`${caughtBy}\` |`);
    expect(rows.filter((row) => !page.includes(row))).to.deep.equal([]);
    expect([...page.matchAll(/^\| `/gm)]).to.have.length(rows.length);
    const shown = new Set<string>(MUTANTS.map(({ caughtBy }) => caughtBy));
    const [, rest = ""] = page.split("## What no mutant shows");
    const named = [...rest.matchAll(/^- `([\w-]+)`/gm)].map(([, kind]) => kind);
    expect(named).to.have.members(Object.keys(FINDING_KINDS).filter((kind) => !shown.has(kind)));
  });
});
