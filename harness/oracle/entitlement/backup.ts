import type { Device, Facts, Message, Operation } from "../facts/index.ts";
import { type Due, may, owed, unknown } from "./due.ts";

/** Operations after which a device writes its keys to a backup; each result names the backup's version. */
const TURN_ON = ["enableBackup", "resetBackup", "restoreBackup"];

/**
 * A device that restored a backup is owed what surely was in it: what another device of its user had read and had
 * finished uploading, to the same version, before the restore began. What may or may not have been in it is unknown.
 */
export function backupDue(facts: Facts, message: Message, device: Device): Due | undefined {
  const restore = facts.named("restoreBackup", device.name).findLast((each) => isDone(each) && each.to > message.from);
  if (restore) {
    const siblings = [...facts.devices.values()].filter((each) => each.user === device.user && each !== device);
    const contents = siblings.map((sibling) => contentOf(facts, message, sibling, restore));
    if (contents.includes("surely")) return owed(restore.to);
    if (contents.includes("perhaps")) return unknown("backup-uncertain", restore.to);
  }
  const imports = facts.named("importKeys", device.name);
  return imports.some((each) => isDone(each) && each.to > message.from) ? may("keys-imported") : undefined;
}

function contentOf(facts: Facts, message: Message, sibling: Device, restore: Operation): "surely" | "perhaps" | "no" {
  const readAt = readingTime(facts, message, sibling);
  const turnedOn = TURN_ON.flatMap((name) => facts.named(name, sibling.name))
    .filter((each) => isDone(each) && each.to <= restore.from)
    .sort((a, b) => a.to - b.to)
    .at(-1);
  if (readAt === undefined || readAt > restore.to || !turnedOn) return "no";
  if (restore.result.version !== turnedOn.result.version) return "perhaps";
  const uploaded = facts
    .named("waitForBackup", sibling.name)
    .some((each) => isDone(each) && each.from >= Math.max(readAt, turnedOn.to) && each.to <= restore.from);
  return uploaded ? "surely" : "perhaps";
}

const isDone = ({ outcome }: Operation): boolean => outcome === "ok";

function readingTime(facts: Facts, message: Message, device: Device): number | undefined {
  if (device.name === message.sender) return message.to;
  return facts.sightings(message.event, device.name).find(({ state }) => state === "decrypted")?.t;
}
