import { assert } from "chai";
import { mutable } from "../../../harness/cast/mutations/outward.ts";
import type { EventName } from "../../../harness/cast/protocol.ts";
import type { Handlers } from "../../../harness/cast/rpc/server.ts";

const SHOWN = { roomId: "!r", eventId: "$e", sender: "@alice:hs1", body: "hello", state: "decrypted" } as const;
const SPOOFED = { ...SHOWN, shield: { color: "red", code: "MISMATCHED_SENDER" } } as const;

/** A driver whose `startSync` shows a message with a warning, and that notes which methods are called. */
function driver() {
  const told: [EventName, unknown][] = [];
  const called: string[] = [];
  const note = (name: string) => async () => {
    called.push(name);
    return {} as never;
  };
  const handlers = mutable(
    (emit) =>
      ({
        login: note("login"),
        sendRaw: note("sendRaw"),
        send: note("send"),
        startSync: async () => {
          emit("timeline", SPOOFED);
          return {};
        },
      }) as Required<Pick<Handlers, "login" | "sendRaw" | "send" | "startSync">>,
    (...event) => told.push(event),
  );
  const login = (mutation?: string) =>
    handlers.login({
      homeserverUrl: "",
      user: "alice",
      password: "",
      storePath: "",
      ...(mutation && { options: { mutation } }),
    });
  return { handlers, told, called, login };
}

describe("a driver with outward mutations", () => {
  it("is as it was without one, and with one of its machine", async () => {
    for (const mutation of [undefined, "skips-the-claim"]) {
      const { handlers, told, called, login } = driver();
      await login(mutation);
      await handlers.startSync({});
      await handlers.send({ roomId: "!r", body: "hello" });
      assert.deepEqual(told, [["timeline", SPOOFED]]);
      assert.deepEqual(called, ["login", "send"]);
    }
  });

  it("reports what it does not see", async () => {
    const { handlers, told, login } = driver();
    await login("hides-warnings");
    await handlers.startSync({});
    assert.deepEqual(told, [["timeline", { ...SHOWN, shield: { color: "none" } }]]);
  });

  it("keeps to itself what it sees", async () => {
    const { handlers, told, login } = driver();
    await login("shows-nothing");
    await handlers.startSync({});
    assert.deepEqual(told, []);
  });

  it("does something else than it is asked", async () => {
    const { handlers, called, login } = driver();
    await login("sends-in-clear");
    await handlers.send({ roomId: "!r", body: "hello" });
    assert.deepEqual(called, ["login", "sendRaw"]);
  });
});
