import type { HttpEntry, ToDeviceEntry } from "../../journal/index.ts";
import type { NewFinding, Oracle } from "../case.ts";
import { contains, type Facts } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";
import { clock, count, duration } from "../sentences.ts";

/** How long a client may take to open a new Olm session once it ought to, ms. */
const UNWEDGING_MS = 10_000;
/**
 * A session younger than this need not be replaced, ms: clients make at most one an hour (Client-Server API,
 * "Recovering from undecryptable messages"; matrix-sdk-crypto's `UNWEDGING_INTERVAL`).
 */
const LEAST_AGE_MS = 3_600_000;

/** An Olm session that fails is replaced, and messages decrypt again (Client-Server API, "Recovering from undecryptable messages"). */
export const olmSessions: Oracle = {
  name: "olm-sessions",
  examine({ facts }) {
    const streams = Map.groupBy(facts.of("toDevice"), ({ device, sender }) => `${device} ${sender}`);
    return [...streams.values()].flatMap((stream) => examineStream(facts, stream));
  },
};

function examineStream(facts: Facts, stream: readonly ToDeviceEntry[]): NewFinding[] {
  const first = stream.findIndex((entry) => entry.outcome === "utd" && !isRepeat(facts, entry));
  if (first < 0) return [];
  const after = stream.slice(first);
  const failure = after[0] as ToDeviceEntry;
  if (after.some(({ outcome }) => outcome === "decrypted")) return [];
  const due = replacementDue(facts, stream.slice(0, first), failure);
  const again = after.filter(({ outcome, t }) => outcome === "utd" && t >= failure.t + UNWEDGING_MS);
  if (again.length > 0) return [wedged(facts, failure, again, due)];
  return unwedged(facts, failure, due) ? [] : [notUnwedged(failure)];
}

/** A message that is delivered again, because the answer to the sync was lost, fails and does no harm. */
function isRepeat(facts: Facts, { device, t }: ToDeviceEntry): boolean {
  const syncs = facts.requests(device, "sync").filter((each) => each.t <= t);
  const carried = syncs.findLast(({ keys }) => keys?.toDevice?.length);
  const earlier = new Set(syncs.filter((sync) => sync !== carried).flatMap(hashesIn));
  return carried !== undefined && hashesIn(carried).some((hash) => earlier.has(hash));
}

const hashesIn = ({ keys }: HttpEntry) => keys?.toDevice?.flatMap(({ hash }) => hash ?? []) ?? [];

/**
 * From when on the recipient's client has to replace the session, ms: at once where it had none with the sender, else
 * when its newest one is old enough. Each pre-key message may have begun one.
 */
function replacementDue(facts: Facts, before: readonly ToDeviceEntry[], { device, sender, t }: ToDeviceEntry): number {
  const heard = before.filter(({ outcome }) => outcome === "decrypted");
  const sent = olmMessagesTo(facts, device, sender).filter((message) => message.t < t);
  if (heard.length + sent.length === 0) return t;
  const oldest = Math.min(...[...heard, ...sent].map((sign) => sign.t));
  const preKeys = [...sent, ...olmMessagesFrom(facts, device, sender)].filter(
    (message) => message.olmType === 0 && message.t < t,
  );
  return Math.max(oldest, ...preKeys.map((message) => message.t)) + LEAST_AGE_MS;
}

function olmMessagesTo(facts: Facts, device: string, user: string) {
  return olmMessagesIn(facts.requests(device, "sendToDevice")).filter(({ recipient }) => recipient === user);
}

function olmMessagesFrom(facts: Facts, device: string, user: string) {
  return olmMessagesIn(facts.requests(device, "sync")).filter(({ sender }) => sender === user);
}

const olmMessagesIn = (exchanges: readonly HttpEntry[]) =>
  exchanges.flatMap(({ t, keys }) => (keys?.toDevice ?? []).filter(({ hash }) => hash).map((each) => ({ ...each, t })));

/** Also true where the journal cannot tell: it was not due yet, the client did not run on, or its requests were not seen. */
function unwedged(facts: Facts, { device, sender }: ToDeviceEntry, due: number): boolean {
  const patience = { from: due, to: due + UNWEDGING_MS };
  const ranOn = facts.devices
    .get(device)
    ?.syncing.some((span) => contains(span, patience.from) && contains(span, patience.to));
  if (!ranOn || patience.to > facts.endsAt || facts.requests(device).length === 0) return true;
  return olmMessagesTo(facts, device, sender).some(({ t }) => contains(patience, t));
}

/** That it fails is a fact; that it is not replaced is nobody's fault while it is young. */
function wedged(facts: Facts, failure: ToDeviceEntry, again: readonly ToDeviceEntry[], due: number): NewFinding {
  const what = `${count(again.length + 1, "message")} could not be decrypted, and none since`;
  if (due + UNWEDGING_MS <= facts.endsAt) return finding("olm-wedged", "broken", failure, `${what}.`);
  const excuse = `The story ended before ${failure.device}'s client had to replace the session: it need not replace one that is younger than an hour.`;
  return finding("olm-wedged", "unknown", failure, `${what}. ${excuse}`);
}

function notUnwedged(failure: ToDeviceEntry): NewFinding {
  const what = `one could not be decrypted, and no new session was opened within ${duration(UNWEDGING_MS)}.`;
  return finding("olm-not-unwedged", "broken", failure, what);
}

function finding(
  kind: FindingKind,
  severity: NewFinding["severity"],
  { device, sender, t }: ToDeviceEntry,
  what: string,
): NewFinding {
  const story = [`Of the Olm messages of ${sender} to ${device}, from ${clock(t)} on, ${what}`];
  return { kind, severity, device, story };
}
