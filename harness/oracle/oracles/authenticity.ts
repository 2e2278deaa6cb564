import type { TimelineEntry } from "../../journal/index.ts";
import type { Case, NewFinding, Oracle } from "../case.ts";
import { signedWhen } from "../entitlement/policy.ts";
import type { Facts, Message } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";
import { clock } from "../sentences.ts";

/** The shield for a message whose key is not its sender's, as rust (`ShieldStateCode`) and js (`EventShieldReason`) spell it. */
const MISMATCH = /^mismatched.?sender/i;

/** No message is shown as trusted that its alleged sender did not write, and no honest one is accused. */
export const authenticity: Oracle = {
  name: "authenticity",
  examine({ facts }) {
    return facts.messages
      .filter(({ sent }) => !sent.forged)
      .flatMap((message) => shown(facts, message).flatMap((sighting) => examineSighting(facts, message, sighting)));
  },
};

function shown(facts: Facts, message: Message): TimelineEntry[] {
  return facts.sightings(message.event).filter(({ state }) => state === "decrypted");
}

function examineSighting(facts: Facts, message: Message, sighting: TimelineEntry): NewFinding[] {
  const sender = facts.devices.get(message.sender);
  if (!sender) return [];
  const accused = sighting.shield?.color === "red";
  if (sighting.sender !== sender.user) {
    const claim = `${sighting.device} shows a message by ${sender.user} as one by ${sighting.sender}`;
    return accused ? [] : [finding("spoofed", message, sighting, `${claim}, and gives no warning.`)];
  }
  if (sighting.body !== undefined && sighting.body !== message.sent.body) {
    const texts = `“${sighting.body}” where ${message.sender} wrote “${message.sent.body}”`;
    return [finding("altered", message, sighting, `${sighting.device} shows ${texts}.`)];
  }
  if (accused && MISMATCH.test(sighting.shield?.code ?? "")) {
    return [
      finding(
        "falsely-accused",
        message,
        sighting,
        `${sighting.device} warns that ${message.sender} did not send it (${sighting.shield?.code}); it did.`,
      ),
    ];
  }
  return insecureSenderAccepted({ facts }, message, sighting);
}

/** MSC4153: a client that excludes insecure devices must not show what an unsigned device sent. */
function insecureSenderAccepted(
  { facts }: Pick<Case, "facts">,
  message: Message,
  { device, ...sighting }: TimelineEntry,
): NewFinding[] {
  const start = facts.named("login", device)[0];
  const options = start?.args.options as { excludeInsecureDevices?: boolean } | undefined;
  const sender = facts.devices.get(message.sender);
  if (!options?.excludeInsecureDevices || !sender || device === sender.name) return [];
  if (signedWhen(facts, sender, { from: sighting.t, to: sighting.t }) !== "not") return [];
  const sentence = `${device} excludes insecure devices, and shows a message of ${sender.name}, which its owner has not signed.`;
  return [finding("insecure-sender-accepted", message, { device, ...sighting }, sentence)];
}

function finding(
  kind: FindingKind,
  { sent, event }: Message,
  { device, t }: TimelineEntry,
  sentence: string,
): NewFinding {
  return { kind, severity: "broken", beat: sent.beat, event, device, story: [`At ${clock(t)}: ${sentence}`] };
}
