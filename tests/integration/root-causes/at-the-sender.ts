import { at, link, requests } from "../../../harness/index.ts";
import { type Production, production } from "./production.ts";

/** The sender's client did not know to whom to send, was refused, or lost what it sent. */
export const AT_THE_SENDER: Production[] = [
  production({ "bob who?": "membership was stale" }, "someone else's guest joins, and the sender's sync hangs", {
    cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
    async play({ alice, bob, charlie, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [charlie], historyVisibility: "joined" });
      await charlie.joins(room);
      await alice.says("hello charlie", room).readBy(charlie);
      await during(requests("sync").from("alice").holdTheirReply(), async () => {
        await charlie.invites(bob, room);
        await bob.joins(room);
        await alice.says("bob who?", room).shownTo(bob);
      });
    },
  }),
  production({ "which phone?": "sender did not know the device" }, "a new device, and the sender's sync hangs", {
    cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
    async play({ alice, bob, charlie, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
      await Promise.all([bob.joins(room), charlie.joins(room)]);
      await alice.says("hello both", room).readBy(bob, charlie);
      await during(requests("sync").from("alice").holdTheirReply(), async () => {
        const phone = await bob.getsNewDevice();
        await charlie.learnsOf(phone);
        await alice.says("which phone?", room).shownTo(phone);
      });
    },
  }),
  production(
    { "which phone?": "ratchet index too late" },
    "a new device, and the sender's sync hangs for one message",
    {
      cast: { alice: at("hs1"), bob: at("hs2"), charlie: at("hs1") },
      async play({ alice, bob, charlie, during }) {
        const room = await alice.opensEncryptedRoom({ inviting: [bob, charlie] });
        await Promise.all([bob.joins(room), charlie.joins(room)]);
        await alice.says("hello both", room).readBy(bob, charlie);
        const phone = await during(requests("sync").from("alice").holdTheirReply(), async () => {
          const phone = await bob.getsNewDevice();
          await charlie.learnsOf(phone);
          await alice.says("which phone?", room).shownTo(phone);
          return phone;
        });
        await alice.looksUp(phone);
        await alice.says("this phone!", room).readBy(phone);
      },
    },
  ),
  production({ "which phone?": "device list update lost in federation" }, "a new device, and its server cannot tell", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      await alice.says("hello bob", room).readBy(bob);
      await during(link("hs2", "hs1").isDown(), async () => {
        const phone = await bob.getsNewDevice();
        await alice.says("which phone?", room).shownTo(phone);
      });
    },
  }),
  production(
    { "no key for you": "withheld" },
    "a sender who excludes insecure devices has not heard that one was signed",
    {
      cast: { alice: at("hs1", { options: { excludeInsecureDevices: true } }), bob: at("hs2") },
      needs: ["isolation", "crossSigning"],
      async play({ alice, bob, during }) {
        await alice.setsUpCrossSigning();
        const room = await alice.opensEncryptedRoom({ inviting: [bob] });
        await bob.joins(room);
        await alice.looksUp(bob);
        await during(link("hs2", "hs1").isDown(), async () => {
          await bob.setsUpCrossSigning();
          await alice.says("no key for you", room).shownTo(bob);
        });
      },
    },
  ),
  production({ "did it leave?": "room key lost at the sender" }, "a recipient is left out of the to-device request", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      const sent = requests("sendToDevice").from("alice").to("bob");
      await during(
        sent.areRewritten(() => ({ json: { messages: {} } })),
        async () => {
          await alice.says("did it leave?", room).shownTo(bob);
        },
      );
    },
  }),
];
