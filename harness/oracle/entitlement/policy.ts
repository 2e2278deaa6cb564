import { type Device, type Facts, type Message, type Operation, type Span, verificationsBy } from "../facts/index.ts";
import { type Due, forbidden, may, owed, unknown } from "./due.ts";

interface Options {
  excludeInsecureDevices?: boolean;
  onlyVerifiedDevices?: boolean;
}

/** What the senders' and the recipients' own settings take away. */
export function policyDue(facts: Facts, message: Message, device: Device): Due {
  return (
    blacklisting(facts, message, device) ??
    excludedRecipient(facts, message, device) ??
    excludedSender(facts, message, device) ??
    unverifiedRecipient(facts, message, device) ??
    owed()
  );
}

function blacklisting(facts: Facts, message: Message, device: Device): Due | undefined {
  const blacklist = facts
    .named("blacklistDevice", message.sender)
    .find(
      ({ args, outcome, from }) =>
        outcome !== "failed" && args.userId === device.user && args.deviceId === device.deviceId && from < message.to,
    );
  if (!blacklist) return undefined;
  return blacklist.to <= message.from ? forbidden("blacklisted") : unknown("blacklist-race");
}

/** MSC4153: a client may neither send keys to devices that their owner has not signed, nor accept keys from them. */
function excludedRecipient(facts: Facts, message: Message, device: Device): Due | undefined {
  if (!optionsOf(facts, message.sender, message).excludeInsecureDevices) return undefined;
  const when = signedWhen(facts, device, message);
  if (when === "before") return undefined;
  return when === "during" ? unknown("insecure-device-race") : forbidden("insecure-device");
}

function excludedSender(facts: Facts, message: Message, device: Device): Due | undefined {
  const sender = facts.devices.get(message.sender);
  if (!sender || !optionsOf(facts, device.name, message).excludeInsecureDevices) return undefined;
  return signedWhen(facts, sender, message) === "before" ? undefined : may("insecure-sender");
}

function unverifiedRecipient(facts: Facts, message: Message, device: Device): Due | undefined {
  if (!optionsOf(facts, message.sender, message).onlyVerifiedDevices) return undefined;
  if (verifiedBy(facts, message.sender, device.user, message)) {
    return signedWhen(facts, device, message) === "before" ? undefined : may("perhaps-unverified");
  }
  const sameUser = facts.devices.get(message.sender)?.user === device.user;
  return sameUser ? may("perhaps-unverified") : forbidden("unverified-device");
}

function optionsOf(facts: Facts, device: string, { from }: Span): Options {
  const starts = [...facts.named("login", device), ...facts.named("restore", device)];
  const start = starts.findLast((each) => each.from <= from);
  return (start?.args.options as Options | undefined) ?? {};
}

/** Whether a device carried its owner's signature when the message was sent: own doing, or by a finished self-verification. */
export function signedWhen(facts: Facts, device: Device, message: Span): "before" | "during" | "not" {
  const first = [...signings(facts, device), ...selfVerifications(facts, device)].sort((a, b) => a.to - b.to)[0];
  if (!first || first.from >= message.to) return "not";
  return first.to <= message.from ? "before" : "during";
}

function signings(facts: Facts, device: Device): Operation[] {
  return ["bootstrapCrossSigning", "restoreBackup"]
    .flatMap((name) => facts.named(name, device.name))
    .filter(({ outcome }) => outcome !== "failed");
}

function selfVerifications(facts: Facts, device: Device): Span[] {
  return verificationsBy(facts, device.name, device.user).map(({ t }) => ({ from: t, to: t }));
}

function verifiedBy(facts: Facts, device: string, user: string, { from }: Span): boolean {
  return verificationsBy(facts, device, user).some(({ t }) => t < from);
}
