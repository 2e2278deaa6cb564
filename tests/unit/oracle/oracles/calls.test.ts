import { expect } from "chai";
import { found, resultOf } from "../found.ts";
import { deviceIdOf, friends, ROOM, type Told, userOf } from "../told.ts";

const has = (story: Told, hearer: string, owner: string, keyHash: string) =>
  story.learns(hearer, "rtcKey", {
    roomId: ROOM,
    userId: userOf(owner),
    deviceId: deviceIdOf(owner),
    index: 0,
    keyHash,
  });

const inCall = () =>
  ["alice", "bob"].reduce((story, name) => {
    return has(story.op(name, "rtcJoin", { roomId: ROOM }), name, name, `of ${name}`);
  }, friends());

const connected = () => has(has(inCall(), "bob", "alice", "of alice"), "alice", "bob", "of bob");

describe("the media key oracle", () => {
  it("holds when everyone in a call has each other's key", () => {
    expect(found("media-keys", connected().wait(10_000))).to.deep.equal([]);
  });

  it("reports who never got another's key", () => {
    const { findings } = resultOf("media-keys", has(inCall(), "bob", "alice", "of alice").wait(10_000));
    expect(findings.map(({ kind, device }) => [kind, device])).to.deep.equal([["media-key-lost", "alice"]]);
  });

  it("wants the key that is in use, and gives it time to arrive", () => {
    const rotated = has(connected(), "alice", "alice", "newer").wait(10_000);
    expect(found("media-keys", rotated)).to.deep.equal(["media-key-lost"]);
    expect(found("media-keys", has(connected().wait(10_000), "alice", "alice", "newer"))).to.deep.equal([]);
    const superseded = has(inCall().wait(10_000), "alice", "alice", "newer");
    expect(found("media-keys", has(has(superseded, "bob", "alice", "newer"), "alice", "bob", "of bob"))).to.deep.equal(
      [],
    );
  });

  it("reports a key that its owner never had", () => {
    const { findings } = resultOf("media-keys", has(connected(), "bob", "alice", "forged").wait(10_000));
    expect(findings.map(({ kind, device }) => [kind, device])).to.deep.equal([["media-key-forged", "bob"]]);
  });

  it("wants nothing of who has left, or whose client is gone", () => {
    expect(found("media-keys", inCall().op("bob", "rtcLeave", { roomId: ROOM }).wait(10_000))).to.deep.equal([]);
    expect(found("media-keys", inCall().client("bob", "killed").wait(10_000))).to.deep.equal([]);
  });
});
