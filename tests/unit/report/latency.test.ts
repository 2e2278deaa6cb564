import { assert } from "chai";
import { latencyText } from "../../../harness/report/latency.ts";

const POLICY = { lateAfterMs: 4_000, lostAfterMs: 60_000 };

describe("the latency of a result", () => {
  it("is told with its thresholds", () => {
    const latency = { count: 12, p50: 210, p90: 900, p99: 1_500, max: 1_500 };
    assert.equal(
      latencyText(latency, POLICY),
      "From send to read, 12 times: median 210 ms, 90 % 900 ms, 99 % 1.5 s, longest 1.5 s. Undecryptable for 4.0 s is late; for 1 min 00 s, or at the end, lost.",
    );
  });

  it("is not told where nobody read anything", () => {
    assert.equal(
      latencyText({ count: 0 }, POLICY),
      "Undecryptable for 4.0 s is late; for 1 min 00 s, or at the end, lost.",
    );
  });
});
