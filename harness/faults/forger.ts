/** Room keys that a member makes up, and passes off as somebody else's. */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { Exchange } from "../world/gateway.ts";
import type { ClientDevice } from "./client-device.ts";
import type { ActiveFault, FaultContext } from "./fault.ts";
import { once } from "./once.ts";

interface Forgery {
  readonly forger: ClientDevice;
  /** Whose Megolm sessions the keys pretend to be for. */
  readonly owner: ClientDevice;
  readonly victims: readonly ClientDevice[];
}

/** From now on, the victims are sent a forged key for each session that its owner speaks with. */
export async function forgeRoomKeys(
  { forger, owner, victims }: Forgery,
  { world: { gateway } }: FaultContext,
): Promise<ActiveFault> {
  const targets = victims.map(({ spec: { userId }, deviceId }) => ({ userId, deviceId }));
  const forged = new Set<string>();
  const sending: Promise<unknown>[] = [];
  let delivered = 0;
  const stop = gateway.onExchange((exchange) => {
    if (victims.some(({ name }) => name === exchange.device)) delivered += olmMessagesFrom(forger, exchange);
    for (const { room_id, session_id } of exchange.device === owner.name ? sessionsSpokenWith(exchange) : []) {
      if (forged.has(session_id)) continue;
      forged.add(session_id);
      const content = { algorithm: "m.megolm.v1.aes-sha2", room_id, session_id, session_key: someSessionKey() };
      sending.push(forger.driver.call("sendToDevice", { type: "m.room_key", content, targets }));
    }
  });
  return {
    heal: once(async () => {
      stop();
      await Promise.all(sending);
    }),
    evidence: async () => ({ bites: delivered, detail: `${delivered} Olm messages of ${forger.name} delivered` }),
  };
}

function sessionsSpokenWith({ route, outcome, keys }: Exchange): { room_id: string; session_id: string }[] {
  if (route !== "send" || outcome !== "answered") return [];
  return (keys?.events ?? []).flatMap(({ room, session }) =>
    room && session ? [{ room_id: room, session_id: session }] : [],
  );
}

function olmMessagesFrom({ spec: { userId } }: ClientDevice, { route, outcome, keys }: Exchange): number {
  if (route !== "sync" || outcome !== "answered") return 0;
  return (keys?.toDevice ?? []).filter(({ type, sender }) => type === "m.room.encrypted" && sender === userId).length;
}

/**
 * A well-formed key of a Megolm session that nobody speaks with.
 * Source: https://gitlab.matrix.org/matrix-org/olm/-/blob/master/docs/megolm.md, "Session sharing format".
 */
function someSessionKey(): string {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const [version, index, ratchet] = [Buffer.of(2), Buffer.alloc(4), randomBytes(128)];
  const owner = Buffer.from(publicKey.export({ format: "jwk" }).x as string, "base64url");
  const unsigned = Buffer.concat([version, index, ratchet, owner]);
  const signed = Buffer.concat([unsigned, sign(null, unsigned, privateKey)]);
  return signed.toString("base64").replaceAll("=", "");
}
