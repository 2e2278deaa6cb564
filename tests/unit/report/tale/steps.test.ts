import { assert } from "chai";
import type { Entry } from "../../../../harness/journal/index.ts";
import { stepsOf } from "../../../../harness/report/tale/steps.ts";

const entries = [
  { t: 0, kind: "header" },
  { t: 5, kind: "http", link: "hs1->hs2", route: "federation/version", durationMs: 1, faults: [] },
  { t: 10, kind: "op", id: 1, device: "alice", name: "login", phase: "invoke" },
  { t: 12, kind: "http", link: "clients->hs1", device: "alice", route: "login", durationMs: 3, faults: [] },
  { t: 20, kind: "op", id: 1, device: "alice", name: "login", phase: "ok" },
  { t: 30, kind: "beat", name: "in the dark", phase: "begin" },
  { t: 31, kind: "op", id: 2, device: "alice", name: "send", phase: "invoke", args: { body: "hi" } },
  { t: 32, kind: "op", id: 3, device: "bob", name: "join", phase: "invoke" },
  { t: 33, kind: "http", link: "clients->hs1", device: "alice", route: "rooms/send", durationMs: 3, faults: [] },
  { t: 34, kind: "log", source: "hs2", level: "warn", line: "no route" },
  { t: 40, kind: "op", id: 2, device: "alice", name: "send", phase: "fail", error: "gave up" },
  { t: 41, kind: "beat", name: "in the dark", phase: "end" },
  { t: 50, kind: "client", device: "bob", phase: "died", detail: "exit code 101" },
] as Entry[];

describe("steps", () => {
  const steps = stepsOf(entries);
  const step = (text: string) => steps.find((each) => each.text === text);

  it("tell operations as sentences, in their order", () => {
    assert.deepEqual(
      steps.map(({ text }) => text),
      ["The stage is set", "alice logs in", "alice says “hi”", "bob joins the room", "bob's client died unasked"],
    );
  });

  it("know how they ended", () => {
    assert.deepInclude(step("alice logs in"), { outcome: "ok", from: 10, to: 20 });
    assert.deepInclude(step("alice says “hi”"), { outcome: "fail", error: "gave up" });
    assert.deepInclude(step("bob joins the room"), { outcome: "open", to: 50 });
    assert.deepInclude(step("bob's client died unasked"), { outcome: "fail", error: "exit code 101" });
  });

  it("carry the beat that they were in", () => {
    assert.equal(step("alice says “hi”")?.beat, "in the dark");
    assert.isUndefined(step("alice logs in")?.beat);
  });

  it("share out every exchange and log line exactly once, to the device's own step where one is under way", () => {
    const routes = (text: string) => step(text)?.http.map(({ route }) => route);
    assert.deepEqual(routes("The stage is set"), ["federation/version"]);
    assert.deepEqual(routes("alice logs in"), ["login"]);
    assert.deepEqual(routes("alice says “hi”"), ["rooms/send"]);
    assert.lengthOf(step("bob joins the room")?.logs ?? [], 1);
    assert.lengthOf(
      steps.flatMap(({ http }) => http),
      3,
    );
  });
});
