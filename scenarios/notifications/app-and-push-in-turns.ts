import { at, scenario } from "matrix-e2ee-torture";

const ROUNDS = 10;

export default scenario("app and push take turns at one store", {
  why: "The app and the push process decrypt in turns, with a new Megolm session each time. Whoever holds the lock must not work on a stale copy of the store.",
  tracks: ["complement-crypto:TestMultiprocessNSE", "matrix-org/matrix-rust-sdk#3110"],
  cast: { alice: at("hs1", { mayDie: true, needs: ["notifications", "backup"] }), bob: at("hs2") },
  anyPlacement: true,
  async play({ alice, bob, beat }) {
    const room = await bob.opensEncryptedRoom({ inviting: [alice], rotationPeriodMsgs: 1 });
    await alice.joins(room);
    await bob.sees(alice, "join", room);
    const recoveryKey = await alice.enablesBackup();
    await bob.says("before the first push", room).readBy(alice);
    let push = await alice.startsNotificationProcess();
    const messages = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const appRestarts = round % 2 === 0;
      const pushGoesFirst = round % 4 < 2;
      if (appRestarts) await alice.stops();
      if (round % 3 === 2) {
        await push.ends();
        push = await alice.startsNotificationProcess();
      }
      const message = await beat(`round ${round}`, () => bob.says(`message ${round}`, room));
      messages.push(message);
      if (pushGoesFirst) await push.shows(message);
      if (appRestarts) await alice.comesBack();
      messages.push(await alice.says(`answer ${round}`, room).readBy(bob));
      if (!pushGoesFirst) await push.shows(message);
      await alice.reads(message);
    }
    await push.ends();
    await alice.backsUpEverything();
    const tablet = await alice.getsNewDevice();
    await tablet.restoresBackup(recoveryKey);
    await tablet.looksBack(room, 40);
    await Promise.all(messages.map((message) => tablet.reads(message)));
  },
});
