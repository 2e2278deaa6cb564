import { assert } from "chai";
import {
  collectHomeserver,
  homeserverArguments,
  homeserverOf,
  parseHomeserver,
} from "../../../harness/run/homeserver-choice.ts";
import { UsageError } from "../../../harness/run/usage-error.ts";

const choices = (...texts: string[]) => texts.reduce((soFar, text) => collectHomeserver(text, soFar), {});

describe("what a homeserver shall be", () => {
  it("is one of ours, in its pinned version or in another", () => {
    assert.deepEqual(parseHomeserver("dendrite"), { own: "dendrite" });
    assert.deepEqual(parseHomeserver("dendrite:v0.13.8"), { own: "dendrite", version: "v0.13.8" });
    assert.deepEqual(parseHomeserver("synapse:1.103.0"), { own: "synapse", version: "1.103.0" });
  });

  it("is an image by any other name", () => {
    for (const image of ["dendrite:latest", "dendrite-complement", "localhost/dendrite:0.13.8", "mine:dev"]) {
      assert.deepEqual(parseHomeserver(image), { image });
    }
  });

  it("is said of one server, or of all that nothing else is said of", () => {
    const mixed = choices("dendrite", "hs2=mine:dev");
    assert.deepEqual(homeserverOf("hs1", mixed), { own: "dendrite" });
    assert.deepEqual(homeserverOf("hs2", mixed), { image: "mine:dev" });
    assert.deepEqual(homeserverOf("hs3", mixed), { own: "dendrite" });
    assert.isUndefined(homeserverOf("hs1", choices("hs2=dendrite")));
  });

  it("is told again as it was told", () => {
    const told = ["dendrite", "hs2=registry:5000/mine@sha256=1"];
    assert.deepEqual(homeserverArguments(choices(...told)), ["--homeserver", told[0], "--homeserver", told[1]]);
  });

  for (const text of ["", "hs1", "hs1=", "=dendrite", "hs1=hs2"]) {
    it(`is not "${text}"`, () => assert.throws(() => choices(text), UsageError, /like hs2=dendrite/));
  }
});
