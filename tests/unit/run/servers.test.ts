import { assert } from "chai";
import type { Pins } from "../../../harness/run/options.ts";
import { describeServer, featuresWith } from "../../../harness/run/servers.ts";

const pins = (more: Partial<Pins>): Pins => ({ homeserver: { hs2: "theirs:1" }, driver: {}, ...more });

describe("a server of a run", () => {
  it("is called by its version, its database and its workers", () => {
    assert.equal(describeServer("hs1", pins({ synapse: "1.103.0" })), "synapse 1.103.0");
    assert.equal(describeServer("hs1", pins({ synapse: "1.103.0", database: "sqlite" })), "synapse 1.103.0");
    assert.equal(
      describeServer("hs1", pins({ synapse: "1.103.0", database: "postgres" })),
      "synapse 1.103.0 on Postgres",
    );
    assert.equal(
      describeServer("hs1", pins({ synapse: "1.103.0", workers: true })),
      "synapse 1.103.0 on Postgres, with workers",
    );
    assert.equal(describeServer("hs2", pins({ workers: true })), "theirs:1");
  });

  it("is what is said of it, or of all", () => {
    const mixed = pins({ synapse: "1.103.0", workers: true, homeserver: { "*": "dendrite", hs2: "synapse:1.140.0" } });
    assert.match(describeServer("hs1", mixed), /^dendrite \d+\.\d+\.\d+$/);
    assert.equal(describeServer("hs2", mixed), "synapse 1.140.0 on Postgres, with workers");
    assert.equal(describeServer("hs1", pins({ homeserver: { hs1: "dendrite:v0.13.7" } })), "dendrite 0.13.7");
  });

  it("has workers if it is ours and the run asks for them", () => {
    const has = (name: string, more: Partial<Pins>) => featuresWith(pins(more))(name).has("workers");
    assert.isTrue(has("hs1", { workers: true }));
    assert.isFalse(has("hs2", { workers: true }));
    assert.isFalse(has("hs1", { database: "postgres" }));
    assert.isFalse(has("hs1", { workers: true, homeserver: { hs1: "dendrite" } }));
  });

  it("can delegate sign-in if it is a Synapse of ours that is new enough", () => {
    const has = (name: string, more: Partial<Pins>) => featuresWith(pins(more))(name).has("delegation");
    assert.isTrue(has("hs1", {}));
    assert.isFalse(has("hs1", { synapse: "1.103.0" }));
    assert.isTrue(has("hs1", { homeserver: { hs1: "synapse:1.140.0" } }));
    assert.isFalse(has("hs1", { homeserver: { hs1: "dendrite" } }));
    assert.isFalse(has("hs1", { homeserver: { hs1: "my-server:dev" } }));
  });
});
