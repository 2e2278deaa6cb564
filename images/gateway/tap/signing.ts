/**
 * Signs for the servers, so that a federation request may be changed on its way although its signature covers the
 * body: every server's published keys (`/_matrix/key/v2/server`) gain one of ours as they pass through.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { canonicalJson } from "./events.ts";
import { asObject } from "./match.ts";

type Json = Record<string, unknown>;

const KEY_ID = "ed25519:gateway";

export class ServerSigner {
  readonly #keys = new Map<string, KeyObject>();

  /**
   * A key server reply with our key as the valid one. The server's own key goes to `old_verify_keys`, valid as long
   * as before: a reply has to be signed by all of its `verify_keys`, and we can sign by ours alone.
   */
  addKey(reply: Json): Json {
    const server = String(reply.server_name);
    const { signatures: _, ...published } = reply;
    const expired_ts = reply.valid_until_ts;
    const own = Object.entries(asObject(reply.verify_keys)).map(([id, key]) => [id, { ...asObject(key), expired_ts }]);
    return this.signJson(server, {
      ...published,
      verify_keys: { [KEY_ID]: { key: this.#publicKey(server) } },
      old_verify_keys: { ...asObject(reply.old_verify_keys), ...Object.fromEntries(own) },
    });
  }

  /** The object with the server's signature added (`signatures` and `unsigned` are not covered). */
  signJson(server: string, object: Json): Json {
    const { signatures, unsigned, ...covered } = object;
    const signature = unpadded(sign(null, Buffer.from(canonicalJson(covered)), this.#key(server)));
    const all = asObject(signatures);
    return {
      ...object,
      signatures: { ...all, [server]: { ...asObject(all[server]), [KEY_ID]: signature } },
    };
  }

  /** The `Authorization` of a federation request (server-server specification, "Request Authentication"). */
  authorization(origin: string, destination: string, method: string, uri: string, content: unknown): string {
    const request = { method, uri, origin, destination, ...(content === undefined ? {} : { content }) };
    const signed = this.signJson(origin, request);
    const signature = asObject(asObject(signed.signatures)[origin])[KEY_ID];
    return `X-Matrix origin="${origin}",destination="${destination}",key="${KEY_ID}",sig="${signature}"`;
  }

  #key(server: string): KeyObject {
    const known = this.#keys.get(server);
    if (known) return known;
    const { privateKey } = generateKeyPairSync("ed25519");
    this.#keys.set(server, privateKey);
    return privateKey;
  }

  #publicKey(server: string): string {
    const der = createPublicKey(this.#key(server)).export({ type: "spki", format: "der" });
    return unpadded(der.subarray(-32));
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
