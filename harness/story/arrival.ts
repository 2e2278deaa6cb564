import type { Entry, HttpEntry, Journal } from "../journal/index.ts";

/** The confirmation of a SAS verification, as a to-device message. */
const MAC = "m.key.verification.mac";

/** Waits until a user's device has been synced what another sent into a room since then, or its `mac` by to-device message. */
export async function macArrives(
  { journal, since }: { journal: Journal; since: ReadonlySet<Entry> },
  { from, to }: { from: string; to: string },
  budgetMs: number,
): Promise<void> {
  const next = (device: string, fits: (exchange: HttpEntry) => boolean) =>
    journal.waitFor(
      (entry) => entry.kind === "http" && entry.device === device && !since.has(entry) && fits(entry),
      budgetMs,
    );
  const sent = await next(
    from,
    ({ route, keys }) => route === "send" || isMac(route === "sendToDevice" ? keys : undefined),
  );
  const events = new Set(sent?.kind === "http" ? sent.keys?.events?.map(({ event }) => event) : []);
  await next(
    to,
    ({ route, keys }) =>
      route === "sync" && (isMac(keys) || keys?.events?.some(({ event }) => events.has(event)) === true),
  );
}

const isMac = (keys: HttpEntry["keys"]): boolean => keys?.toDevice?.some(({ type }) => type === MAC) === true;
