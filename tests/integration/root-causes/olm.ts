import { at, requests } from "../../../harness/index.ts";
import type { Actor } from "../../../harness/story/actor.ts";
import type { Message } from "../../../harness/story/room.ts";
import { READING_BUDGET_MS } from "../../../harness/story/saying.ts";
import type { TapReply } from "../../../harness/world/gateway.ts";
import { replying } from "./bodies.ts";
import { type Production, production } from "./production.ts";
import { keepStore } from "./store.ts";

/** The Olm session that the room key needs cannot be had, or is broken. */
export const OLM: Production[] = [
  production({ "no session": "claim failed and not retried" }, "the other server does not answer a claim", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      await during(requests("federation/user/keys/claim").over("hs1", "hs2").fail({ status: 403 }), async () => {
        await alice.says("no session", room).shownTo(bob);
      });
    },
  }),
  production({ "none left": "one-time key exhausted" }, "all one-time keys are gone, and there is no fallback key", {
    cast: { alice: at("hs1"), bob: at("hs2", { later: true }), thief: at("hs1") },
    async play({ alice, bob, thief, during }) {
      const uploads = requests("keys/upload").from("bob");
      await during(
        uploads.areRewritten(({ json }) => ({ json: withoutFallback(json) })),
        async () => {
          await bob.enters();
          const room = await alice.opensEncryptedRoom({ inviting: [bob] });
          await bob.joins(room);
          await during(uploads.fail({ status: 503 }), async () => {
            await thief.takesOneTimeKeysOf(bob);
            await alice.says("none left", room).shownTo(bob);
          });
        },
      );
    },
  }),
  production({ "the same key": "one-time key duplicated" }, "a server gives everybody the same one-time key", {
    cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
    async play({ alice, bob, charlie, during }) {
      let first: TapReply | undefined;
      const sameAgain = (_: unknown, reply: TapReply) => {
        first ??= reply;
        return first === reply ? undefined : first;
      };
      await during(requests("keys/claim").to("bob").rewriteTheirReply(sameAgain), async () => {
        const theirs = await charlie.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(theirs);
        await charlie.says("the first", theirs).readBy(bob);
        const room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        await alice.says("the same key", room).shownTo(bob);
      });
    },
  }),
  production({ "whose key?": "one-time key rejected" }, "a one-time key comes with a signature that is not right", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      await during(requests("keys/claim").to("bob").rewriteTheirReply(replying(withWrongSignatures)), async () => {
        await alice.says("whose key?", room).shownTo(bob);
      });
    },
  }),
  production(
    { "before the power loss": "key arrived but was not stored", "after the power loss": "Olm session wedged" },
    "power is lost, and the store with it",
    {
      cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
      needs: ["restart", "forceRotation"],
      async play({ alice, bob }) {
        const room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        const before = await keepStore(bob);
        await alice.says("before the power loss", room).readBy(bob);
        await bob.says("so that their Olm session is settled", room).readBy(alice);
        await bob.dies();
        before.putBack();
        await bob.comesBack();
        await bob.looksBack(room);
        await alice.discardsSession(room);
        await alice.says("after the power loss", room).shownTo(bob);
      },
    },
  ),
  production({ "where is it?": "undetermined" }, "somebody puts an old store in place of the new one", {
    cast: { alice: at("hs1"), bob: at("hs2", { mayDie: true }) },
    needs: ["restart"],
    async play({ alice, bob }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      const before = await keepStore(bob);
      const message = await alice.says("where is it?", room).readBy(bob);
      await bob.stops();
      before.putBack();
      await bob.comesBack();
      await bob.looksBack(room);
      await losesSightOf(message, bob);
    },
  }),
];

/** Waits until a device shows a message undecryptable that it had decrypted. What comes of it is the oracles' business. */
async function losesSightOf(message: Message, reader: Actor): Promise<void> {
  const { timeline, watch } = reader.device;
  await watch.until(() => timeline.get(message.event)?.state !== "decrypted", READING_BUDGET_MS);
}

/** A `/keys/claim` reply whose signatures are well-formed, and of something else. */
function withWrongSignatures(reply: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(reply), (key, value) =>
    key.startsWith("ed25519:") ? String(value).replace(/^./, (first) => (first === "A" ? "B" : "A")) : value,
  );
}

function withoutFallback(upload: unknown): object {
  const { fallback_keys, "org.matrix.msc2732.fallback_keys": unstable, ...rest } = upload as Record<string, unknown>;
  return rest;
}
