import type { DeviceName } from "../../journal/index.ts";

/** Where and why a room key stopped on its way: the fixed vocabulary, and how the journal shows each. */
export const ROOT_CAUSES = {
  "membership was stale": "the sender's client did not know that the user was in the room",
  "sender did not know the device": "the sender's client had not learned of the device when it encrypted",
  "device list update lost in federation": "the sender's server was not told of the device",
  "claim failed and not retried": "no claim for a one-time key got an answer before the message was encrypted",
  "one-time key exhausted": "the device's server had no key left to give",
  "one-time key duplicated": "the key that the Olm session began with had been handed out to someone else too",
  "one-time key rejected":
    "the sender's client, or at its upload the device's own server, refused a one-time key of the device",
  "Olm session wedged": "the Olm message with the room key could not be decrypted",
  withheld: "the sender said that it withholds the key, and why",
  "room key lost at the sender": "the sender's client never got the key through to its server",
  "room key lost at the sender's server": "the sender's server accepted the key and did not send it on",
  "room key lost in federation": "the key did not get from one server to the other",
  "room key lost at the recipient's server": "the recipient's server had the key and did not deliver it",
  "room key lost at the recipient's client": "the recipient's client was given the key and has none",
  "key arrived but was not stored": "the recipient's client ended before the key was safe in its store",
  "decryption lost at the recipient's client":
    "the recipient's client had decrypted the message, and shows it as undecryptable all the same",
  "ratchet index too late": "the key that arrived begins after the message",
  "backup missing or wrong": "the message was owed from a backup, and the backup did not give its key",
  "identity or sender check refused": "the recipient's client had the key and refused its sender",
  clock: "a client takes the message for older than itself, and it is not",
  malformed: "the event or its content cannot be decrypted by anybody",
  "the event itself did not arrive": "not the key, but the message got lost",
  undetermined: "the journal does not tell; the last step that it knows is given",
} as const;

export type RootCause = keyof typeof ROOT_CAUSES;

/** The stations of a room key, in order. */
export const STEPS = [
  "knew the member",
  "knew the device",
  "had an Olm session",
  "sent the room key",
  "accepted by the sender's server",
  "crossed federation",
  "delivered",
  "acknowledged",
  "decrypted",
  "stored",
  "used",
] as const;

export type Step = (typeof STEPS)[number];

/** The causal account of one message that one device could not read, or not in time. */
export interface Autopsy {
  event: string;
  device: DeviceName;
  rootCause: RootCause;
  /** For `withheld`: the code. */
  withheldCode?: string;
  /** The last station that the room key is known to have reached. */
  lastStep?: Step;
  /** The account, one sentence a line. */
  story: string[];
}
