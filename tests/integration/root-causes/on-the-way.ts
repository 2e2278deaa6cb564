import { at, requests } from "../../../harness/index.ts";
import { atMessages, atToDevice, replying } from "./bodies.ts";
import { type Production, production } from "./production.ts";

const DAY_MS = 86_400_000;

/** The room key, or the event, is lost between the two clients. */
export const ON_THE_WAY: Production[] = [
  production({ "accepted?": "room key lost at the sender's server" }, "the sender's server swallows a room key", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      await during(requests("sendToDevice").from("alice").to("bob").fail({ status: 200 }), async () => {
        await alice.says("accepted?", room).shownTo(bob);
      });
    },
  }),
  production(
    { "across?": "room key lost in federation" },
    "a transaction with a room key is swallowed between the servers",
    {
      cast: { alice: at("hs1"), bob: at("hs2") },
      async play({ alice, bob, during }) {
        const room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        const carrying = requests("federation/send").over("hs1", "hs2").to("bob");
        await during(carrying.fail({ status: 200 }), () => alice.says("across?", room).shownTo(bob));
      },
    },
  ),
  production(
    { "delivered?": "room key lost at the recipient's server" },
    "the recipient's server leaves a room key out of its syncs",
    {
      cast: { alice: at("hs1"), bob: at("hs2") },
      async play({ alice, bob, during }) {
        const room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        const withoutKeys = replying((sync) => atToDevice(sync, () => []));
        await during(requests("sync").from("bob").rewriteTheirReply(withoutKeys), async () => {
          await alice.says("delivered?", room).shownTo(bob);
        });
      },
    },
  ),
  production(
    { "noticed?": "room key lost at the recipient's client" },
    "the recipient's client makes nothing of a room key",
    {
      cast: { alice: at("hs1"), bob: at("hs2") },
      async play({ alice, bob, during }) {
        const room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        const unheardOf = replying((sync) =>
          atToDevice(sync, (events) => events.map((event) => ({ ...event, type: "org.example.unheard_of" }))),
        );
        await during(requests("sync").from("bob").rewriteTheirReply(unheardOf), async () => {
          await alice.says("noticed?", room).shownTo(bob);
        });
      },
    },
  ),
  production(
    { "anybody there?": "the event itself did not arrive" },
    "the recipient's server leaves a message out of its syncs",
    {
      cast: { alice: at("hs1"), bob: at("hs2") },
      async play({ alice, bob, during }) {
        const room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        const withoutMessages = requests("sync")
          .from("bob")
          .rewriteTheirReply(replying((sync) => atMessages(sync, () => null)));
        await during(withoutMessages, async () => {
          await alice.says("anybody there?", room);
          await withoutMessages.bites();
        });
      },
    },
  ),
  production({ c0rrupt: "malformed" }, "a message is altered on its way", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      await alice.says("intact", room).readBy(bob);
      const alter = (event: Record<string, unknown>) => ({ ...event, content: corrupted(event.content) });
      await during(
        requests("sync")
          .from("bob")
          .rewriteTheirReply(replying((sync) => atMessages(sync, alter))),
        () => alice.says("c0rrupt", room).shownTo(bob),
      );
    },
  }),
  production({ "long ago": "clock" }, "the clock of the sender's server is a day slow", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      const backdate = (event: Record<string, unknown>) => ({
        ...event,
        origin_server_ts: (event.origin_server_ts as number) - DAY_MS,
      });
      const dayBefore = replying((sync) => atToDevice(atMessages(sync, backdate), () => []));
      await during(requests("sync").from("bob").rewriteTheirReply(dayBefore), async () => {
        await alice.says("long ago", room).shownTo(bob);
      });
    },
  }),
];

/** Another ciphertext, with the same index: one letter near the end of the text, before MAC and signature, is changed. */
function corrupted(content: unknown): unknown {
  const { ciphertext, ...rest } = content as { ciphertext: string };
  const place = 20;
  const other = ciphertext[place] === "A" ? "B" : "A";
  return { ...rest, ciphertext: ciphertext.slice(0, place) + other + ciphertext.slice(place + 1) };
}
