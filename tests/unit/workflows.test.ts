import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { parse } from "yaml";
import { problemsOf, ROOT } from "../support/github-workflows.ts";

const FILES = globSync(".github/{workflows/*.yml,actions/*/action.yml}", { cwd: ROOT }).sort();

interface Step {
  run?: string;
}

/** The shell scripts of a workflow or an action. */
function scriptsOf(text: string): string[] {
  const { jobs = {}, runs = {} } = parse(text) as {
    jobs?: Record<string, { steps?: Step[] }>;
    runs?: { steps?: Step[] };
  };
  const steps = [...Object.values(jobs), runs].flatMap(({ steps = [] }) => steps);
  return steps.flatMap(({ run }) => run ?? []);
}

describe("the GitHub workflows", () => {
  it("are all found", () => {
    assert.includeMembers(FILES, [".github/actions/torture/action.yml", ".github/workflows/ci.yml"]);
  });

  for (const path of FILES) {
    const text = readFileSync(join(ROOT, path), "utf8");

    it(`${path} is right`, async () => {
      assert.deepEqual(await problemsOf(path), []);
    }).timeout(30_000);

    it(`${path} has scripts that parse, and that no input can rewrite`, () => {
      for (const script of scriptsOf(text)) {
        execFileSync("bash", ["-n"], { input: script });
        assert.notInclude(script, "${{", "hand it over as an environment variable");
      }
    });
  }

  it("hand every input of the reusable workflow on to the action", () => {
    const { inputs } = parse(readFileSync(join(ROOT, ".github/actions/torture/action.yml"), "utf8"));
    const workflow = parse(readFileSync(join(ROOT, ".github/workflows/torture.yml"), "utf8"));
    const { with: given } = workflow.jobs.play.steps.at(-1);
    assert.sameMembers(Object.keys(given), Object.keys(inputs));
  });
});

describe("the check of workflows", () => {
  const step = (line: string) =>
    ["on: push", "jobs:", "  job:", "    runs-on: ubuntu-24.04", "    steps:", `      - ${line}`].join("\n");
  const expression = (text: string) => `\${{ ${text} }}`;
  const mistakes: Record<string, [string, string]> = {
    "a function that is none": [step('run: "true"\n        if: alwys()'), "alwys"],
    "an output that no step has": [step(`run: echo ${expression("steps.nobody.outputs.x")}`), "nobody"],
    "an input that our action lacks": [
      step("uses: ./.github/actions/torture\n        with: { wrods: quick }"),
      "wrods",
    ],
    "an input that another's action lacks": [step("uses: actions/checkout@v6\n        with: { paht: x }"), "paht"],
    "an action that we do not know": [step("uses: actions/chekout@v6"), "chekout"],
    "an input that the reusable workflow lacks": [
      "on: push\njobs:\n  job:\n    uses: ./.github/workflows/torture.yml\n    with: { wrods: quick }",
      "wrods",
    ],
    "a key that is none": [step('run: "true"\n        iff: always()'), "iff"],
  };
  for (const [what, [text, word]] of Object.entries(mistakes)) {
    it(`finds ${what}`, async () => {
      const problems = await problemsOf(".github/workflows/bad.yml", text);
      assert.include(problems.join("\n"), word);
    });
  }

  it("finds nothing wrong with what is right", async () => {
    assert.deepEqual(await problemsOf(".github/workflows/good.yml", step("uses: ./.github/actions/torture")), []);
  });
});
