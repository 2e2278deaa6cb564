import type { Entry, HttpEntry, Journal } from "../journal/index.ts";

/** The confirmation of a SAS verification, as a to-device message. */
const MAC = "m.key.verification.mac";

/** Whether this is a sync that brought a device one of these events. */
export function syncsEvent(entry: Entry, device: string, events: ReadonlySet<string | undefined>): boolean {
  return isExchange(entry, device, "sync") && entry.keys?.events?.some(({ event }) => events.has(event)) === true;
}

/**
 * Has one device do something that makes it send the `mac` of a verification, into a room or by to-device message, and
 * waits until another device was synced it.
 */
export async function untilMacArrives(
  journal: Journal,
  { from, to }: { from: string; to: string },
  does: () => Promise<void>,
  budgetMs: number,
): Promise<void> {
  const before = new Set(journal.entries);
  await does();
  const next = (fits: (entry: Entry) => boolean) =>
    journal.waitFor((entry) => !before.has(entry) && fits(entry), budgetMs);
  const sent = await next((entry) => isExchange(entry, from, "send") || carriesMac(entry, from, "sendToDevice"));
  const events = new Set(sent?.kind === "http" ? sent.keys?.events?.map(({ event }) => event) : []);
  await next((entry) => syncsEvent(entry, to, events) || carriesMac(entry, to, "sync"));
}

function carriesMac(entry: Entry, device: string, route: string): boolean {
  return isExchange(entry, device, route) && entry.keys?.toDevice?.some(({ type }) => type === MAC) === true;
}

function isExchange(entry: Entry, device: string, route: string): entry is HttpEntry {
  return entry.kind === "http" && entry.device === device && entry.route === route;
}
