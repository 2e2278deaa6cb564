import type { DeviceName } from "../../journal/index.ts";

/** Where and why a room key stopped on its way, in a fixed vocabulary. */
export type RootCause =
  | "sender did not know the device"
  | "device list update lost in federation"
  | "claim failed and not retried"
  | "one-time key exhausted"
  | "one-time key duplicated"
  | "one-time key rejected"
  | "Olm session wedged"
  | "room key lost at the sender"
  | "room key lost at the sender's server"
  | "room key lost in federation"
  | "room key lost at the recipient's server"
  | "room key lost at the recipient's client"
  | "key arrived but was not stored"
  | "ratchet index too late"
  | "withheld"
  | "membership was stale"
  | "backup missing or wrong"
  | "identity or sender check refused"
  | "clock"
  | "malformed"
  | "the event itself did not arrive"
  | "undetermined";

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
