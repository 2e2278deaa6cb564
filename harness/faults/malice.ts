/** What a homeserver does that means ill, or whoever has taken it over: it lies to clients. And what a member does. */
import { randomBytes } from "node:crypto";
import type { DeviceName } from "../journal/index.ts";
import type { TapRequest } from "../world/gateway.ts";
import type { ClientDevice, HasDevice } from "./client-device.ts";
import type { Fault } from "./fault.ts";
import { forgeRoomKeys } from "./forger.ts";
import { Intruder } from "./intruder.ts";
import { IntrusionFault } from "./intrusion.ts";
import { type Lie, lying, type Plot } from "./lies.ts";
import { type Json, objectIn, withChangedUsers, withRoomEvents, withTimelines, withToDevice } from "./sync-reply.ts";

/** Lies that these actors' clients are told, or all clients when none is named. */
export function malice(...victims: HasDevice[]): Malice {
  return new Malice(victims.map(({ device }) => device));
}

export class Malice {
  readonly #victims: ClientDevice[];

  constructor(victims: ClientDevice[]) {
    this.#victims = victims;
  }

  /**
   * The server puts messages into somebody else's mouth.
   * @wire Encrypted room events of the one are delivered with the other as their `sender`.
   * @evidence Sync replies in which a sender was changed.
   * @example await during(malice(bob).spoofsSender({ of: alice, as: charlie }), () => alice.says("who said that?", room));
   */
  spoofsSender({ of, as }: { of: HasDevice; as: HasDevice }): Fault {
    return this.#lying("sender spoofed", of, { as: as.device.name }, () => [
      aboutSyncs((body) => withTimelines(body, (events) => events.map(from(of, as)))),
    ]);
  }

  /**
   * Room keys come from the wrong sender.
   * @wire Encrypted to-device messages of the one are delivered with the other as their `sender`.
   * @evidence Sync replies in which a sender was changed.
   * @example await during(malice(bob).misattributesKeys({ of: alice, to: charlie }), () => alice.says("whose key?", room));
   */
  misattributesKeys({ of, to }: { of: HasDevice; to: HasDevice }): Fault {
    return this.#lying("room key from the wrong sender", of, { to: to.device.name }, () => [
      aboutSyncs((body) => withToDevice(body, (events) => events.map(from(of, to)))),
    ]);
  }

  /**
   * A member sends room keys of their own making, and says that they are for the sessions of somebody else.
   * @wire Whenever the one has spoken with another Megolm session, the other's client sends the victims an Olm-encrypted
   * `m.room_key` with that session's id. It is well-formed, and for a session that nobody speaks with.
   * @evidence Olm messages of the other that were delivered to the victims meanwhile.
   * @example await during(malice(bob).forgesKeysOf(alice, { by: charlie }), () => alice.says("whose key?", room).readBy(bob));
   */
  forgesKeysOf(owner: HasDevice, { by }: { by: HasDevice }): Fault {
    const [victims, forger] = [this.#victims, by.device];
    if (victims.length === 0) throw new Error("Name those who get forged keys: malice(bob).forgesKeysOf(…).");
    return {
      name: "room key forged by a member",
      target: `${owner.device.name} to ${this.#names.join(", ")}`,
      params: { by: forger.name },
      begin: (context) => forgeRoomKeys({ forger, owner: owner.device, victims }, context),
    };
  }

  /**
   * A person in the middle: a device's keys are replaced with those of a device that only the harness has.
   * @wire `keys/query` and `keys/claim` replies hold the harness's keys for that device, signed by themselves.
   * @evidence Replies with swapped keys; and how many room keys were encrypted for the harness's device, which it read.
   * @example await during(malice(alice).swapsKeysOf(bob), () => alice.says("for bob's eyes only", room));
   */
  swapsKeysOf(victim: HasDevice): IntrusionFault {
    return this.#intruding("device keys forged", victim, {}, victim.device.deviceId);
  }

  /**
   * A device appears in a user's list that the user never had.
   * @wire `device_lists` of a sync names the user; `keys/query` and `keys/claim` replies have the ghost's keys.
   * @evidence Replies with the ghost; and how many room keys were encrypted for it, which it read.
   * @example await during(malice(alice).addsGhostTo(bob), () => alice.says("how many are you?", room));
   */
  addsGhostTo(haunted: HasDevice, { deviceId = "GHOST" }: { deviceId?: string } = {}): IntrusionFault {
    return this.#intruding("ghost device forged", haunted, { deviceId }, deviceId);
  }

  /**
   * The same one-time key is given to everyone who asks for one of a device.
   * @wire Every `keys/claim` reply has the key that the first had.
   * @evidence Replies with a key that was given before.
   * @example await during(malice().handsOutKeysTwice(), () => Promise.all([alice.says("one", room), charlie.says("two", room)]));
   */
  handsOutKeysTwice(): Fault {
    return this.#lying("one-time key replayed", undefined, {}, () => {
      const given = new Map<string, unknown>();
      return [{ about: { route: "keys/claim" }, tell: (reply) => withUsedKeys(reply, given) }];
    });
  }

  /**
   * To-device messages are delivered again.
   * @wire The next sync reply with to-device messages in it, or place for some, repeats those of the one before.
   * @evidence Sync replies with repeated messages.
   * @example await during(malice(bob).replaysToDevice(), () => alice.says("have I told you?", room));
   */
  replaysToDevice(): Fault {
    return this.#lying("to-device messages replayed", undefined, {}, () => {
      const before = new Map<string, Json[]>();
      return [
        aboutSyncs((body, { device = "" }) =>
          withToDevice(body, (events) => {
            const echo = before.get(device) ?? [];
            before.set(device, events.filter(isEncrypted));
            return [...events, ...echo];
          }),
        ),
      ];
    });
  }

  /**
   * Messages that would begin an Olm session are broken.
   * @wire The bodies of pre-key messages (Olm type 0) in sync replies are well-formed base64 of nothing.
   * @evidence Sync replies with a broken message.
   * @example await during(malice(bob).garblesPreKeyMessages(), () => alice.says("can you hear me?", room));
   */
  garblesPreKeyMessages(): Fault {
    return this.#lying("pre-key messages malformed", undefined, {}, () => [
      aboutSyncs((body) => withToDevice(body, (events) => events.map(garbled))),
    ]);
  }

  /**
   * Room messages are delivered a second time, as if they had been said twice.
   * @wire After each encrypted event in a timeline comes a copy with an event id of its own that begins with `$replayed`.
   * @evidence Sync replies with a copy.
   * @example await during(malice(bob).replaysRoomMessages(), () => alice.says("once", room));
   */
  replaysRoomMessages(): Fault {
    return this.#lying("room messages replayed", undefined, {}, () => {
      const tag = randomBytes(8).toString("hex");
      let copies = 0;
      const copyOf = ({ unsigned: _, ...event }: Json) => ({ ...event, event_id: `$replayed${++copies}-${tag}` });
      return [
        aboutSyncs((body) =>
          withTimelines(body, (events) =>
            events.flatMap((event): Json[] => (isEncrypted(event) ? [event, copyOf(event)] : [event])),
          ),
        ),
      ];
    });
  }

  /**
   * Rooms look as if they were not encrypted.
   * @wire `m.room.encryption` is taken out of sync replies, and answered with 404 when it is asked for.
   * @evidence Replies without it.
   * @example await during(malice(bob).hidesEncryption(), () => bob.joins(room));
   */
  hidesEncryption(): Fault {
    return this.#lying("encryption hidden", undefined, {}, () => [
      aboutSyncs((body) => withRoomEvents(body, (events) => events.filter((event) => !isEncryption(event)))),
      {
        about: ENCRYPTION_STATE,
        tell: () => ({ errcode: "M_NOT_FOUND", error: "Event not found." }),
        status: 404,
      },
    ]);
  }

  /**
   * Rooms look as if they had agreed on weaker encryption, such as an unknown algorithm or keys that live for ever.
   * @wire The content of `m.room.encryption` in sync replies, and when it is asked for, has these values.
   * @evidence Replies with other values than the server's.
   * @example await during(malice(bob).weakensEncryption({ rotation_period_msgs: 1_000_000 }), () => bob.joins(room));
   */
  weakensEncryption(values: Json): Fault {
    const weak = (event: Json) =>
      isEncryption(event) ? { ...event, content: { ...objectIn(event, "content"), ...values } } : event;
    return this.#lying("encryption weakened", undefined, values, () => [
      aboutSyncs((body) => withRoomEvents(body, (events) => events.map(weak))),
      {
        about: ENCRYPTION_STATE,
        tell: (content) => ({ ...content, ...values }),
      },
    ]);
  }

  get #names(): DeviceName[] {
    return this.#victims.map(({ name }) => name);
  }

  #intruding(name: string, user: HasDevice, params: Json, deviceId: string): IntrusionFault {
    const shown = Promise.withResolvers<Intruder>();
    const lies = this.#lying(name, user, params, () => this.#intrusion(user, deviceId, shown.resolve));
    return new IntrusionFault(lies, shown.promise);
  }

  async #intrusion({ device }: HasDevice, deviceId: string, whenShown: (intruder: Intruder) => void): Promise<Plot> {
    const intruder = await Intruder.as(device.spec.userId, deviceId);
    const announcedTo = new Set<string>();
    return {
      lies: [
        {
          about: { route: "keys/query" },
          tell: (reply) => {
            const lie = intruder.amongDevices(reply);
            if (lie !== reply) whenShown(intruder);
            return lie;
          },
        },
        { about: { route: "keys/claim" }, tell: (reply, request) => intruder.amongClaimed(reply, request) },
        { ...aboutSyncs((body, request) => announcing(intruder.userId, body, request, announcedTo)), bites: false },
      ],
      eavesdroppings: [
        {
          about: { route: "sendToDevice" },
          hear: (request) => intruder.reads(request),
        },
      ],
      loot: async () => `${await intruder.stolenRoomKeys()} room keys read by the intruder`,
    };
  }

  #lying(name: string, about: HasDevice | undefined, params: Json, plot: () => Promise<Plot> | Lie[]): Fault {
    const victims = this.#names.join(", ") || "all clients";
    const fault = { name, target: about ? `${about.device.name} to ${victims}` : victims, params };
    return lying(fault, this.#names, async () => {
      const laid = await plot();
      return Array.isArray(laid) ? { lies: laid } : laid;
    });
  }
}

const ENCRYPTION_STATE = { route: "state", path: "*/state/m.room.encryption*" } as const;

function aboutSyncs(tell: Lie["tell"]): Lie {
  return { about: { route: "sync" }, tell };
}

const isEncrypted = ({ type }: Json): boolean => type === "m.room.encrypted";
const isEncryption = ({ type }: Json): boolean => type === "m.room.encryption";

/** A sync reply that tells each client once that a user's devices have changed. */
function announcing(userId: string, body: Json, { device = "" }: TapRequest, announcedTo: Set<string>): Json {
  if (announcedTo.has(device)) return body;
  return withChangedUsers(body, (users) => {
    announcedTo.add(device);
    return users.includes(userId) ? users : [...users, userId];
  });
}

/** Encrypted events of the one, as if the other had sent them. */
function from(one: HasDevice, other: HasDevice): (event: Json) => Json {
  const [sender, spoofed] = [one.device.spec.userId, other.device.spec.userId];
  return (event) => (isEncrypted(event) && event.sender === sender ? { ...event, sender: spoofed } : event);
}

/** Pre-key messages have the Olm type 0; their ciphertexts are by the recipient's identity key. */
function garbled(event: Json): Json {
  const content = objectIn(event, "content");
  const [[key, message] = []] = Object.entries(objectIn(content, "ciphertext")) as [string, Json][];
  if (!isEncrypted(event) || key === undefined || message?.type !== 0) return event;
  const body = Buffer.from("this was a pre-key message").toString("base64").replaceAll("=", "");
  return { ...event, content: { ...content, ciphertext: { [key]: { ...message, body } } } };
}

/** A `/keys/claim` reply with the key that was given first for each device; `given` remembers it. */
function withUsedKeys(reply: Json, given: Map<string, unknown>): Json {
  const users = objectIn(reply, "one_time_keys");
  let reused = false;
  const used = Object.entries(users).map(([user, devices]) => [
    user,
    Object.fromEntries(
      Object.entries(devices as Json).map(([device, key]) => {
        const known = given.get(`${user} ${device}`);
        if (known === undefined) given.set(`${user} ${device}`, key);
        else reused = true;
        return [device, known ?? key];
      }),
    ),
  ]);
  return reused ? { ...reply, one_time_keys: Object.fromEntries(used) } : reply;
}
