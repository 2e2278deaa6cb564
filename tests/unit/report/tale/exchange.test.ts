import { assert } from "chai";
import type { HttpEntry } from "../../../../harness/journal/index.ts";
import { answerText, failed, keyNotes, reachedServer } from "../../../../harness/report/tale/exchange.ts";

const exchange = (change: Partial<HttpEntry>) =>
  ({ status: 200, outcome: "answered", faults: [], ...change }) as HttpEntry;

describe("an exchange", () => {
  const lostAnswer = exchange({ status: null, outcome: "cut", serverStatus: 200, faults: ["f1"] });
  const lostRequest = exchange({ status: null, outcome: "cut", faults: ["f1"] });
  const refused = exchange({ status: 502, serverStatus: null, faults: ["f1"] });

  it("tells what the caller saw and what the server did", () => {
    assert.equal(answerText(exchange({})), "200");
    assert.equal(answerText(lostAnswer), "cut (the server answered 200)");
    assert.equal(answerText(lostRequest), "cut");
    assert.equal(answerText(refused), "502 (in the server's stead)");
    assert.equal(answerText(exchange({ status: 400, errcode: "M_UNKNOWN" })), "400 M_UNKNOWN");
  });

  it("fails for the caller whether or not it reached the server", () => {
    assert.deepEqual([lostAnswer, lostRequest, refused, exchange({})].map(failed), [true, true, true, false]);
    assert.deepEqual([lostAnswer, lostRequest, refused, exchange({})].map(reachedServer), [true, false, false, true]);
  });

  it("has not failed when a client ends its long poll, or is told that something does not exist", () => {
    assert.isFalse(failed(exchange({ status: null, outcome: "abandoned" })));
    assert.isFalse(failed(exchange({ status: 404 })));
    assert.isTrue(failed(exchange({ status: 404, faults: ["f1"] })));
    assert.isTrue(failed(exchange({ status: 429 })));
  });

  it("tells what it meant for keys", () => {
    const claimed = {
      asked: { "@bob:hs2": ["BOB"] },
      given: [{ user: "@bob:hs2", deviceId: "BOB", keyId: "signed_curve25519:AAAAbc", fallback: true }],
      failures: ["hs3"],
    };
    assert.deepEqual(keyNotes({ keys: { claimed } }), [
      "claims one-time keys of @bob:hs2 (BOB)",
      "gets @bob:hs2 BOB: fallback key AAAAbc",
      "unreachable: hs3",
    ]);
    const withheld = { code: "m.no_olm" };
    const toDevice = [{ type: "m.room_key.withheld", recipient: "@bob:hs2", deviceId: "BOB", withheld }];
    assert.deepEqual(keyNotes({ keys: { toDevice } }), ["to-device m.room_key.withheld (m.no_olm) for @bob:hs2 BOB"]);
    assert.isEmpty(keyNotes({}));
  });
});
