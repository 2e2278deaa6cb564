import { assert } from "chai";
import { ErrorCode } from "../../../harness/cast/protocol.ts";
import type { Conformance } from "../conformance.ts";
import { failure } from "./session.ts";

export function processes({ test }: Conformance): void {
  test([], "after shutdown the process exits with 0", async (stage) => {
    const alice = await stage.actor("alice", { ownProcess: true });
    await alice.call("shutdown", {});
    const { code, signal } = await alice.driver.exited;
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
  });

  test([], "close ends a client gracefully, and can be repeated", async (stage) => {
    const alice = await stage.actor("alice");
    await alice.driver.close();
    assert.equal((await alice.driver.exited).code, 0);
    await alice.driver.close();
  });

  test([], "kill is a SIGKILL, and what was under way has an unknown outcome", async (stage) => {
    const alice = await stage.actor("alice", { ownProcess: true });
    const { roomId } = await alice.call("createRoom", { encrypted: true });
    await alice.says("first", roomId);
    const [error] = await Promise.all([
      failure(alice.call("send", { roomId, body: "last words" })),
      alice.driver.kill(),
    ]);
    assert.equal(error.code, ErrorCode.unknownOutcome);
    assert.equal((await alice.driver.exited).signal, "SIGKILL");
    assert.match((await failure(alice.call("hello", {}))).message, /^alice: "hello" cannot be called: /);
  });

  test([], "a frozen client answers nothing until it is thawed", async (stage) => {
    const alice = await stage.actor("alice", { ownProcess: true });
    await alice.driver.freeze();
    const error = await failure(alice.call("hello", {}, 500));
    assert.match(error.message, /gave no answer within 0.5 s/);
    await alice.driver.thaw();
    await alice.call("hello", {});
  });

  test([], "a frozen client can be killed", async (stage) => {
    const alice = await stage.client("alice", { ownProcess: true });
    await alice.driver.freeze();
    await alice.driver.kill();
    assert.equal((await alice.driver.exited).signal, "SIGKILL");
  });
}
