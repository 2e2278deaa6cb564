/** Real worlds for tests: two Synapses behind a gateway, and people who speak plain HTTP to them. */
import { randomBytes } from "node:crypto";
import { ensureImage } from "../../harness/setup/images.ts";
import { deployWorld, type Server, type World, type WorldOptions } from "../../harness/world/index.ts";

export async function testWorld(options: Partial<WorldOptions> & { names?: string[] } = {}): Promise<World> {
  const [synapse, gatewayImage] = await Promise.all([ensureImage("synapse"), ensureImage("gateway")]);
  const { names = ["hs1", "hs2"], ...more } = options;
  return await deployWorld({
    servers: names.map((name) => ({ name, image: synapse })),
    profile: "fast",
    runId: `test-${randomBytes(3).toString("hex")}`,
    gatewayImage,
    ...more,
  });
}

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of all shapes
  json: any;
  ms: number;
}

/** A user with one device, whose name the gateway knows. */
export class Person {
  readonly userId: string;
  readonly deviceId: string;
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, { user_id, device_id, access_token }: Record<string, string>) {
    this.#url = url;
    this.userId = user_id as string;
    this.deviceId = device_id as string;
    this.#token = access_token as string;
  }

  /** Registers and logs in, on a device called by the localpart. */
  static async at(world: World, server: string, localpart: string): Promise<Person> {
    const home: Server = world.server(server);
    const { userId } = await home.register(localpart, "a password");
    const deviceId = localpart.toUpperCase();
    await world.gateway.nameDevice(userId, deviceId, localpart);
    const login = await fetch(`${home.clientUrl}/_matrix/client/v3/login`, {
      method: "POST",
      body: JSON.stringify({
        type: "m.login.password",
        identifier: { type: "m.id.user", user: localpart },
        password: "a password",
        device_id: deviceId,
      }),
    });
    return new Person(home.clientUrl, (await login.json()) as Record<string, string>);
  }

  /** Rejects when the connection breaks; any status is an answer. */
  async asks(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Reply> {
    const began = performance.now();
    const response = await fetch(`${this.#url}/_matrix/client/v3/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, connection: "close" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const isJson = response.headers.get("content-type")?.includes("json"); // A router's own answers are not.
    const json = isJson ? await response.json() : await response.text();
    return { status: response.status, json, ms: performance.now() - began };
  }

  /** Asks for a user's keys, freshly over federation while no room is shared. */
  async queriesKeysOf(userId: string): Promise<Reply> {
    return await this.asks("POST", "keys/query", { device_keys: { [userId]: [] } });
  }

  /** Publishes device keys of which nobody has the private parts. */
  async publishesKeys(): Promise<Reply> {
    const keys = Object.fromEntries(
      ["curve25519", "ed25519"].map((algorithm) => [
        `${algorithm}:${this.deviceId}`,
        randomBytes(32).toString("base64"),
      ]),
    );
    const { userId: user_id, deviceId: device_id } = this;
    const device_keys = { user_id, device_id, algorithms: ["m.megolm.v1.aes-sha2"], keys, signatures: {} };
    return await this.asks("POST", "keys/upload", { device_keys });
  }

  /** Sends a to-device message with this text. */
  async tells(other: Person, text: string, txn = randomBytes(4).toString("hex")): Promise<Reply> {
    const messages = { [other.userId]: { [other.deviceId]: { text } } };
    return await this.asks("PUT", `sendToDevice/test.message/${txn}`, { messages });
  }

  /** Texts of the to-device messages of one sync from here on; remembers how far it came. */
  async hears(timeoutMs = 0): Promise<string[]> {
    const since = this.#since ? `&since=${this.#since}` : "";
    const { json } = await this.asks("GET", `sync?timeout=${timeoutMs}${since}`);
    this.#since = json.next_batch;
    return (json.to_device?.events ?? []).map((event: { content: { text: string } }) => event.content.text);
  }

  #since: string | undefined;

  /** Syncs until all of these have been heard, in any order; returns all that was heard. */
  async hearsAll(texts: string[], withinMs = 20_000): Promise<string[]> {
    const heard: string[] = [];
    const end = performance.now() + withinMs;
    while (!texts.every((text) => heard.includes(text))) {
      if (performance.now() > end)
        throw new Error(`Heard only ${heard.join(", ") || "nothing"} of ${texts.join(", ")}.`);
      heard.push(...(await this.hears(1000)));
    }
    return heard;
  }
}
