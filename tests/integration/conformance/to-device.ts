import { assert } from "chai";
import type { Conformance } from "../conformance.ts";

export function toDevice({ test }: Conformance): void {
  test(
    ["toDevice"],
    "a custom to-device event arrives encrypted, at the devices named and no others",
    async (stage) => {
      const [alice, bob] = await stage.pair();
      const bob2 = await stage.actor("bob2", { of: bob });
      const roomId = await stage.room(alice, [bob]);
      await alice.call("devices", { userId: bob.userId, refresh: true });
      const content = { whisper: "psst" };
      const targets = [{ userId: bob.userId, deviceId: bob.session.deviceId }];
      await alice.call("sendToDevice", { type: "org.example.whisper", content, targets });
      const got = await bob.hears("toDevice", ({ type }) => type === "org.example.whisper", "the whisper");
      assert.include(got, { sender: alice.userId, outcome: "decrypted" });
      assert.include(got.content, content);
      await alice.says("aloud", roomId);
      await bob2.reads("aloud");
      assert.notInclude(
        bob2.told("toDevice").map(({ type }) => type),
        "org.example.whisper",
      );
    },
  );
}
