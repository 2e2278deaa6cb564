import type { Device, Facts, Message } from "../facts/index.ts";
import { backupDue } from "./backup.ts";
import { type Due, may, owed, unknown } from "./due.ts";

/** What is owed by having existed, or by having come into keys later. */
export function lifetimeDue(facts: Facts, message: Message, device: Device): Due {
  if (device.birth.to <= message.from) return owed();
  const later = backupDue(facts, message, device) ?? rehydrationDue(facts, message, device);
  if (later) return later;
  return device.birth.from >= message.to ? may("device-created-after") : unknown("device-creation-race");
}

/** MSC3814: what was sent to the user's dehydrated device is owed to the device that wakes it. */
function rehydrationDue(facts: Facts, message: Message, device: Device): Due | undefined {
  const own = facts
    .named("startDehydration")
    .filter(({ device: by, outcome }) => outcome === "ok" && facts.devices.get(by)?.user === device.user);
  const asleep = own.some(({ device: by, to }) => by !== device.name && to <= message.from);
  const woken = own.find(({ device: by, args, from }) => by === device.name && args.rehydrate && from >= message.to);
  return asleep && woken ? owed(woken.to) : undefined;
}
