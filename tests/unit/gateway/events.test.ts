import { assert } from "chai";
import fc from "fast-check";
import { canonicalJson, eventId } from "../../../images/gateway/tap/events.ts";

describe("canonical JSON", () => {
  it("is as in the specification's examples", () => {
    const cases: [unknown, string][] = [
      [{}, "{}"],
      [{ one: 1, two: "Two" }, '{"one":1,"two":"Two"}'],
      [{ b: "2", a: "1" }, '{"a":"1","b":"2"}'],
      [{ 日: 1, 本: 2 }, '{"日":1,"本":2}'],
      [{ a: "\u65E5" }, '{"a":"日"}'],
      [{ a: null }, '{"a":null}'],
    ];
    for (const [value, text] of cases) assert.equal(canonicalJson(value), text);
  });

  it("says the same as the value, whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("an event's id", () => {
  const pdu = {
    type: "m.room.encrypted",
    room_id: "!r",
    sender: "@a:hs1",
    content: { ciphertext: "x" },
    hashes: { sha256: "h" },
    depth: 1,
    prev_events: [],
    auth_events: [],
    origin_server_ts: 1,
  };

  it("leaves out what redaction removes, signatures and unsigned", () => {
    const id = eventId(pdu);
    assert.match(id ?? "", /^\$[\w-]{43}$/);
    assert.equal(eventId({ ...pdu, content: {}, unsigned: { age: 1 }, signatures: { hs1: {} } }), id);
    assert.notEqual(eventId({ ...pdu, depth: 2 }), id);
  });

  it("is not guessed for events whose redaction depends on the room's version", () => {
    assert.isUndefined(eventId({ ...pdu, type: "m.room.member" }));
    assert.isUndefined(eventId({ ...pdu, origin: "hs1" }));
  });
});
