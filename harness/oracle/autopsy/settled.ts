import { clock } from "../sentences.ts";
import { eventMissing } from "./event-way.ts";
import type { Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** What the SDK's own code or the story itself settles, before the way of the key is looked at. */
export function settledCause(trail: Trail): Verdict | undefined {
  for (const rule of [eventMissing, forged, senderRefused, malformed, backupMissing, clockWrong]) {
    const settled = rule(trail);
    if (settled) return settled;
  }
  return undefined;
}

function forged({ message }: Trail): Verdict | undefined {
  return message.sent.forged && verdict("malformed", "The story forged this event; nobody can decrypt it.");
}

function senderRefused({ row, recipient, sender }: Trail): Verdict | undefined {
  const told: Partial<Record<string, string>> = {
    "sender-identity-changed": `${sender.user}'s identity changed after it was verified`,
    "sender-device-unsigned": `${sender.user} has not signed the device ${sender.deviceId}`,
    "sender-device-unknown": `it does not know the device ${sender.deviceId}`,
    "sender-mismatch": "the key's owner and the event's sender differ",
  };
  const why = row.cause && told[row.cause];
  return why
    ? verdict("identity or sender check refused", `${recipient.name}'s client refused it: ${why}.`)
    : undefined;
}

function malformed({ row, recipient }: Trail): Verdict | undefined {
  if (row.cause !== "malformed") return undefined;
  return verdict("malformed", `${recipient.name}'s client could not make sense of the event (${row.code}).`);
}

/** It was owed only because of a backup. */
function backupMissing({ recipient, message, facts, row }: Trail): Verdict | undefined {
  if (recipient.birth.from < message.to) return undefined;
  const restore = facts.named("restoreBackup", recipient.name).at(-1);
  return verdict(
    "backup missing or wrong",
    restore
      ? `${recipient.name} restored the backup (version ${restore.result.version ?? "unknown"}, ${restore.result.imported ?? "?"} keys) at ${clock(restore.to)}, and still has no key for it (${row.code}).`
      : `${recipient.name} came after the message and found no key for it (${row.code}).`,
  );
}

/** SDKs compare the event's time with that of their device: only a wrong clock makes an older device younger. */
function clockWrong({ row, recipient }: Trail): Verdict | undefined {
  if (!row.cause?.startsWith("historical")) return undefined;
  return verdict(
    "clock",
    `${recipient.name}'s client takes it for older than its own device (${row.code}), and it is not: some clock is wrong.`,
  );
}
