import { at, requests, scenario } from "matrix-e2ee-torture";

export default scenario("a broken pre-key message does not use up its one-time key", {
  why: "Before each message that begins an Olm session, Bob's server delivers a broken copy. The one-time key must be left for the true one.",
  tracks: ["element-hq/element-ios#7480"],
  cast: { alice: at("hs1"), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, during, beat }) {
    const room = await alice.opensEncryptedRoom({ inviting: [bob] });
    await bob.joins(room);
    await alice.sees(bob, "join", room);
    const copies = requests("sync")
      .from("bob")
      .rewriteTheirReply((_, { status, json }) => {
        const text = JSON.stringify(json);
        const changed = JSON.parse(text, brokenCopyFirst);
        return JSON.stringify(changed) === text ? undefined : { status, json: changed };
      });
    await during(copies, async () => {
      await beat("after a broken copy", () => alice.says("can you read me?", room).readBy(bob));
    });
    await beat("afterwards", () => bob.says("loud and clear", room).readBy(alice));
  },
});

interface ToDevice {
  event_id?: string;
  content?: { ciphertext?: Record<string, { type: number; body: string }> };
}

function brokenCopyFirst(_: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.flatMap((event: ToDevice) => (isPreKeyMessage(event) ? [brokenCopy(event), event] : [event]));
}

function isPreKeyMessage(event: ToDevice): boolean {
  const [message] = Object.values(event?.content?.ciphertext ?? {});
  return message?.type === 0 && event.event_id === undefined;
}

/** The authentication code at the end is wrong; what says which one-time key it is about is not. */
function brokenCopy(event: ToDevice): ToDevice {
  const ciphertext = Object.entries(event.content?.ciphertext ?? {}).map(([key, message]) => [
    key,
    { ...message, body: `${message.body.slice(0, -4)}AAAA` },
  ]);
  return { ...event, content: { ...event.content, ciphertext: Object.fromEntries(ciphertext) } };
}
