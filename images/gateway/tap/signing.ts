/**
 * Signs for the servers, so that a federation request may be changed on its way although its signature covers the
 * body. The receiver does not know our key and asks for it (`/_matrix/key/v2/server`); that question passes through
 * here as well, and while a request that we signed is under way, its answer tells our key instead of the server's own,
 * which the receiver has, or will ask for the next time.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { canonicalJson } from "./events.ts";
import { asObject } from "./match.ts";

type Json = Record<string, unknown>;

const KEY_ID = "ed25519:gateway";

export class ServerSigner {
  readonly #keys = new Map<string, KeyObject>();

  /** Requests under way that we signed, by link. */
  readonly #underWay = new Map<string, number>();

  /** A request on this link is signed by us, until the returned function is called. */
  begin(link: string): () => void {
    const change = (by: number) => this.#underWay.set(link, (this.#underWay.get(link) ?? 0) + by);
    change(1);
    return () => change(-1);
  }

  /** Whether a server that is asked for its keys on this link shall be answered for. */
  answersOn({ from, to }: { from: string; to: string }): boolean {
    return (this.#underWay.get(`${to}->${from}`) ?? 0) > 0;
  }

  /** A key server reply with our key in the place of the server's. */
  withOurKey(reply: Json): Json {
    const server = String(reply.server_name);
    const { signatures: _, old_verify_keys: __, ...published } = reply;
    const verify_keys = { [KEY_ID]: { key: this.#publicKey(server) } };
    return this.signJson(server, { ...published, verify_keys, old_verify_keys: {} });
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
