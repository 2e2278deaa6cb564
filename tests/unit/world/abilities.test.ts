import { assert } from "chai";
import {
  type Abilities,
  type Answers,
  abilitiesOf,
  commonRoomVersion,
  type ServerAbility,
} from "../../../harness/world/abilities.ts";

const UNKNOWN = { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" };
const rooms = (usual: string, available: Record<string, string>) => ({
  capabilities: { "m.room_versions": { default: usual, available } },
});

const modest: Answers = {
  versions: { unstable_features: { "org.matrix.e2e_cross_signing": true } },
  capabilities: rooms("10", { 9: "stable", 10: "stable", 11: "stable", "org.matrix.msc4014": "unstable" }),
  sync: { next_batch: "s0" },
  dehydrated: UNKNOWN,
  identity: { flows: [{ stages: ["m.login.password"] }] },
  software: { server: { name: "Dendrite" } },
};

const able: Answers = {
  versions: { unstable_features: { "org.matrix.simplified_msc3575": true } },
  capabilities: rooms("12", { 10: "stable", 11: "stable", 12: "stable" }),
  sync: { next_batch: "s0", device_unused_fallback_key_types: [] },
  dehydrated: { errcode: "M_NOT_FOUND" },
  identity: { errcode: "M_MISSING_PARAM" },
  software: UNKNOWN,
};

describe("what a server can do", () => {
  it("is what it answers, and not what it does not know", () => {
    assert.sameMembers(
      [...abilitiesOf(able).has],
      ["slidingSync", "fallbackKeys", "dehydratedDevices", "identityWithoutAuth", "partialJoins"],
    );
    assert.deepEqual(abilitiesOf(modest), {
      has: new Set<ServerAbility>(),
      roomVersions: { default: "10", stable: ["9", "10", "11"] },
    });
  });

  it("is nothing where it does not answer, but what is not asked for", () => {
    const silent = { versions: {}, capabilities: {}, sync: {}, dehydrated: {}, identity: {}, software: {} };
    assert.deepEqual(abilitiesOf(silent), { has: new Set<ServerAbility>(["identityWithoutAuth", "partialJoins"]) });
  });
});

describe("the room version of a world", () => {
  const version = (...answers: Answers[]) =>
    commonRoomVersion(new Map(answers.map((each, index) => [`hs${index + 1}`, abilitiesOf(each)])));

  it("is each server's own default where all know it", () => {
    assert.isUndefined(version(able, able));
    assert.isUndefined(version(modest, modest));
  });

  it("is the newest that all call stable where one does not know another's default", () => {
    assert.equal(version(able, modest), "11");
    assert.equal(version(modest, able, able), "11");
  });

  it("is nobody's business where servers do not tell", () => {
    assert.isUndefined(version(able, { ...modest, capabilities: {} }));
  });

  it("is an error where there is none for all", () => {
    const old: Abilities = { has: new Set<ServerAbility>(), roomVersions: { default: "1", stable: ["1"] } };
    const servers = new Map([
      ["hs1", abilitiesOf(able)],
      ["hs2", old],
    ]);
    assert.throws(() => commonRoomVersion(servers), "hs1 and hs2 have no stable room version in common");
  });
});
