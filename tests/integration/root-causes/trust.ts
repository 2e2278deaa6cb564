import { at, requests } from "../../../harness/index.ts";
import { replying } from "./bodies.ts";
import { type Production, production } from "./production.ts";

/** The key is there and its sender is refused, or it should be in the backup and is not. */
export const TRUST: Production[] = [
  production(
    { "do you know me?": "identity or sender check refused" },
    "cross-signing keys are lost between the servers, and the reader excludes insecure devices",
    {
      cast: { alice: at("hs1"), bob: at("hs2", { options: { excludeInsecureDevices: true } }) },
      needs: ["isolation", "crossSigning"],
      async play({ alice, bob, during }) {
        await alice.setsUpCrossSigning();
        const queries = requests("federation/user/keys/query", "federation/user/devices").over("hs2", "hs1");
        await during(queries.rewriteTheirReply(replying(withoutIdentity)), async () => {
          const room = await alice.opensEncryptedRoom({ inviting: [bob] });
          await bob.joins(room);
          await alice.says("do you know me?", room).shownTo(bob);
        });
      },
    },
  ),
  production({ "keep this": "backup missing or wrong" }, "a backup is empty when it is restored", {
    cast: { alice: at("hs1"), bob: at("hs2") },
    needs: ["backup"],
    async play({ alice, bob, during }) {
      const room = await alice.opensEncryptedRoom({ inviting: [bob] });
      await bob.joins(room);
      const recoveryKey = await bob.enablesBackup();
      const uploads = requests("room_keys/keys").from(bob.name).by("PUT");
      const old = await during(uploads.areRewritten(withoutKeys), async () => {
        const message = await alice.says("keep this", room).readBy(bob);
        await bob.backsUpEverything();
        return message;
      });
      const phone = await bob.getsNewDevice();
      await phone.restoresBackup(recoveryKey);
      await phone.looksBack(room);
      await phone.isShown(old);
    },
  }),
];

/** Of one user's devices, or of several users'. */
function withoutIdentity({
  master_key,
  self_signing_key,
  master_keys,
  self_signing_keys,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  return rest;
}

const withoutKeys = () => ({ json: { rooms: {} } });
