import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { Journal } from "../../../harness/journal/index.ts";
import { Actor } from "../../../harness/story/actor.ts";
import { FakeDriver, fakeKind } from "../../support/fake-driver.ts";
import { fakeWorld } from "../../support/fake-world.ts";

/** What a driver is asked for by an actor in a world whose rooms have this version. */
async function asked(roomVersion: string | undefined, wishes: { roomVersion?: string }): Promise<unknown> {
  const world = fakeWorld("hs1");
  const driver = new FakeDriver();
  let version: string | undefined;
  driver.answers.set("createRoom", (params: { roomVersion?: string }) => {
    version = params.roomVersion;
    return { roomId: "!r" };
  });
  const spec = { name: "alice", user: "alice", userId: "@alice:hs1", password: "hush", server: world.server("hs1") };
  const kind = fakeKind("fake", [], [driver]);
  const actor = new Actor(
    "alice",
    { ...spec, kind, ownProcess: true, options: {} },
    {
      world,
      journal: new Journal(),
      folder: mkdtempSync(join(tmpdir(), "room-version-")),
      nextOperation: () => 1,
      ...(roomVersion && { roomVersion }),
      addActor: () => {},
      addProcess: () => {},
    },
  );
  await actor.device.login();
  await actor.opensEncryptedRoom(wishes);
  return version;
}

describe("a room's version", () => {
  it("is the server's own default, unless its world has one in common", async () => {
    assert.isUndefined(await asked(undefined, {}));
    assert.equal(await asked("11", {}), "11");
  });

  it("is the story's where it asks for one", async () => assert.equal(await asked("11", { roomVersion: "7" }), "7"));
});
