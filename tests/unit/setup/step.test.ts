import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { assert } from "chai";
import { createSteps } from "../../../harness/setup/step.ts";

/** Steps on something that is no terminal, and what they wrote. */
function recorded() {
  const stream = new PassThrough();
  const steps = createSteps(stream as unknown as NodeJS.WriteStream);
  return {
    ...steps,
    lines: () =>
      stripVTControlCharacters(String(stream.read() ?? ""))
        .trimEnd()
        .split("\n"),
  };
}

describe("a step of the set-up", () => {
  it("ends in one line with its time and what it said last", async () => {
    const { step, lines } = recorded();
    const result = await step("docker", async (progress) => {
      progress("starting");
      progress("Docker 29");
      return 7;
    });
    assert.equal(result, 7);
    const written = lines();
    assert.lengthOf(written, 1);
    assert.match(written[0] ?? "", /^✓ docker +0\.\d s {2}Docker 29$/);
  });

  it("that fails is marked, and its error passed on", async () => {
    const { step, lines } = recorded();
    const error = await step("docker", async () => {
      throw new Error("no");
    }).catch((reason) => reason);
    assert.equal(error.message, "no");
    assert.match(lines()[0] ?? "", /^✗ docker/);
  });

  it("has a line of its own beside others", async () => {
    const { step, lines } = recorded();
    await Promise.all(["a", "b"].map((title) => step(title, async () => {})));
    assert.deepEqual(
      lines().map((line) => line.slice(0, 3)),
      ["✓ a", "✓ b"],
    );
  });
});
