import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { Journal } from "../../../harness/journal/index.ts";
import { Device } from "../../../harness/story/device.ts";
import { FakeDriver, fakeKind } from "../../support/fake-driver.ts";
import { fakeWorld } from "../../support/fake-world.ts";

function stage(...drivers: FakeDriver[]) {
  const world = fakeWorld("hs1");
  const journal = new Journal();
  let operations = 0;
  const folder = mkdtempSync(join(tmpdir(), "device-"));
  const device = new Device(
    {
      name: "alice",
      user: "alice",
      userId: "@alice:hs1",
      password: "hush",
      server: world.server("hs1"),
      kind: fakeKind("fake", [], drivers),
      ownProcess: true,
      options: {},
    },
    { world, journal, folder, nextOperation: () => ++operations },
  );
  return { device, journal };
}

describe("a device", () => {
  it("writes its operations into the journal, without secrets", async () => {
    const { device, journal } = stage(new FakeDriver());
    await device.login();
    const operations = journal.entries.filter((entry) => entry.kind === "op");
    assert.deepEqual(
      operations.map(({ name, phase }) => [name, phase]),
      [
        ["login", "invoke"],
        ["login", "ok"],
      ],
    );
    assert.notInclude(JSON.stringify(journal.entries), "hush");
    assert.notInclude(JSON.stringify(journal.entries), "secret");
  });

  it("tells a request past its SDK as an operation, so that it is not taken for its client's", async () => {
    const { device, journal } = stage(new FakeDriver());
    await device.login();
    const answered = device.request("PUT", "/_matrix/client/v3/devices/ALICE", { display_name: "phone" });
    assert.match(String(await answered.catch((error: unknown) => error)), /fetch failed/);
    const operations = journal.entries.flatMap((entry) =>
      entry.kind === "op" && entry.name === "request" ? entry : [],
    );
    assert.deepEqual(
      operations.map(({ phase, args }) => [phase, args]),
      [
        ["invoke", { method: "PUT", path: "/_matrix/client/v3/devices/ALICE" }],
        ["fail", undefined],
      ],
    );
  });

  it("keeps tokens out of the journal that a client lets slip in its errors and its log", async () => {
    const driver = new FakeDriver();
    const { device, journal } = stage(driver);
    const refused = "401 for mat_MTIzNDU2Nzg5-_ and mar_abcdefghij and mac_abcdefghij and syt_YWxpY2U_abc_def";
    driver.answers.set("send", () => Promise.reject(new Error(refused)));
    await device.login();
    await device.act("send", { roomId: "!r", body: "x" }).catch(() => {});
    driver.emit("log", { level: "warn", message: refused, ts: Date.now() });
    const told = journal.entries.flatMap((entry) =>
      entry.kind === "log" ? [entry.line] : entry.kind === "op" && entry.error ? [entry.error] : [],
    );
    const redacted = "401 for mat_… and mar_… and mac_… and syt_…";
    assert.deepEqual(told, [redacted, redacted]);
  });

  it("exists once, whether its login or a restart after a login cut short began it", async () => {
    const cut = new FakeDriver();
    cut.answers.set("login", () => Promise.reject(new Error("killed")));
    const restored = () => {
      const driver = new FakeDriver();
      driver.answers.set("restore", () => ({ userId: "@alice:hs1", deviceId: "D", accessToken: "secret" }));
      return driver;
    };
    const { device, journal } = stage(cut, restored(), restored());
    const created = () => journal.entries.filter((entry) => entry.kind === "device" && entry.phase === "created");
    await device.login().catch(() => device.kill());
    assert.isEmpty(created());
    await device.restore();
    assert.lengthOf(created(), 1);
    await device.stop();
    await device.restore();
    assert.lengthOf(created(), 1);
  });

  it("tells a failed operation from one whose outcome is unknown", async () => {
    const driver = new FakeDriver();
    driver.answers.set("send", () => Promise.reject(new Error("no")));
    driver.answers.set("join", () => Promise.reject(Object.assign(new Error("who knows"), { code: 2 })));
    const { device, journal } = stage(driver);
    await device.login();
    await device.act("send", { roomId: "!r", body: "x" }).catch(() => {});
    await device.act("join", { roomId: "!r" }).catch(() => {});
    const phases = journal.entries.filter((entry) => entry.kind === "op").map(({ name, phase }) => `${name} ${phase}`);
    assert.includeMembers(phases, ["send fail", "join info"]);
  });

  it("notes a client that dies unasked, and not one that was killed", async () => {
    const killed = stage(new FakeDriver());
    await killed.device.login();
    await killed.device.kill();
    const phases = (journal: Journal) =>
      journal.entries.flatMap((entry) => (entry.kind === "client" ? [entry.phase] : []));
    assert.deepEqual(phases(killed.journal), ["started", "killed"]);

    const driver = new FakeDriver();
    const dying = stage(driver);
    await dying.device.login();
    driver.dieUnasked("thread 'main' panicked");
    await driver.exited;
    await Promise.resolve();
    assert.deepEqual(phases(dying.journal), ["started", "died"]);
    assert.throws(() => dying.device.driver, "not running");
  });

  it("mirrors what the client shows", async () => {
    const driver = new FakeDriver();
    const { device, journal } = stage(driver);
    await device.login();
    driver.emit("timeline", { roomId: "!r", eventId: "$e", sender: "@bob:hs2", state: "utd", code: "X" });
    driver.emit("member", { roomId: "!r", userId: "@bob:hs2", membership: "join" });
    assert.equal(device.timeline.get("$e")?.state, "utd");
    assert.equal(device.members.get("!r @bob:hs2"), "join");
    assert.isDefined(
      journal.entries.find((entry) => entry.kind === "timeline" && entry.event === "$e" && entry.code === "X"),
    );
  });
});
