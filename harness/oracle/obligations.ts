import { type Due, may, owed } from "./entitlement/due.ts";
import { lifetimeDue } from "./entitlement/lifetime.ts";
import { membershipDue } from "./entitlement/membership.ts";
import { policyDue } from "./entitlement/policy.ts";
import type { Device, Facts, Message } from "./facts/index.ts";

/** What one device may expect of one message. */
export type Obligation = Due & {
  readonly message: Message;
  readonly device: Device;
};

/** Who is owed each message of the story, and the named reason where someone is not. */
export function obligationsOf(facts: Facts): Obligation[] {
  const devices = [...facts.devices.values()];
  return facts.messages.flatMap((message) => devices.map((device) => obligationOf(facts, message, device)));
}

export function obligationOf(facts: Facts, message: Message, device: Device): Obligation {
  return { message, device, ...dueOf(facts, message, device) };
}

/** Asks the rules in turn: the first that departs from "owed" decides, but a doubt yields to a later certainty. */
function dueOf(facts: Facts, message: Message, device: Device): Due {
  if (device.name === message.sender) return may("own-message");
  if (device.death && device.death.from < message.to) return may("device-gone");
  const dues = [
    membershipDue(facts, message, device.user),
    policyDue(facts, message, device),
    lifetimeDue(facts, message, device),
  ];
  const decided = dues.find(({ due }) => due === "may" || due === "forbidden");
  const doubted = dues.find(({ due }) => due === "unknown");
  const since = Math.max(...dues.map((each) => each.since));
  if (decided) return decided;
  return doubted ? { ...doubted, since } : owed(since);
}
