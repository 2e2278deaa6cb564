import type { HttpEntry, ToDeviceEntry } from "../../journal/index.ts";
import type { Case, NewFinding, Oracle } from "../case.ts";
import { contains, type Facts } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";
import { clock, count, duration } from "../sentences.ts";

/** How long a client may take to open a new Olm session after one has failed, ms. Once an hour is enough. */
const UNWEDGING_MS = 10_000;

/** An Olm session that fails is replaced, and messages decrypt again (Client-Server API, "Recovering from undecryptable messages"). */
export const olmSessions: Oracle = {
  name: "olm-sessions",
  examine({ facts }) {
    const streams = Map.groupBy(facts.of("toDevice"), ({ device, sender }) => `${device} ${sender}`);
    return [...streams.values()].flatMap((stream) => examineStream({ facts }, stream));
  },
};

function examineStream({ facts }: Pick<Case, "facts">, stream: readonly ToDeviceEntry[]): NewFinding[] {
  const first = stream.findIndex((entry) => entry.outcome === "utd" && !isRepeat(facts, entry));
  if (first < 0) return [];
  const after = stream.slice(first);
  const failure = after[0] as ToDeviceEntry;
  if (after.some(({ outcome }) => outcome === "decrypted")) return [];
  const again = after.filter(({ outcome, t }) => outcome === "utd" && t >= failure.t + UNWEDGING_MS);
  if (again.length > 0)
    return [
      finding("olm-wedged", failure, `${count(again.length + 1, "message")} could not be decrypted, and none since`),
    ];
  return unwedged(facts, failure)
    ? []
    : [
        finding(
          "olm-not-unwedged",
          failure,
          `one could not be decrypted, and no new session was opened within ${duration(UNWEDGING_MS)}`,
        ),
      ];
}

/** A message that is delivered again, because the answer to the sync was lost, fails and does no harm. */
function isRepeat(facts: Facts, { device, t }: ToDeviceEntry): boolean {
  const syncs = facts.requests(device, "sync").filter((each) => each.t <= t);
  const carried = syncs.findLast(({ keys }) => keys?.toDevice?.length);
  const earlier = new Set(syncs.filter((sync) => sync !== carried).flatMap(hashesIn));
  return carried !== undefined && hashesIn(carried).some((hash) => earlier.has(hash));
}

const hashesIn = ({ keys }: HttpEntry) => keys?.toDevice?.flatMap(({ hash }) => hash ?? []) ?? [];

/** Also true where the journal cannot tell: the client did not run on, or its requests were not seen. */
function unwedged(facts: Facts, { device, sender, t }: ToDeviceEntry): boolean {
  const patience = { from: t, to: t + UNWEDGING_MS };
  const ranOn = facts.devices
    .get(device)
    ?.syncing.some((span) => contains(span, patience.from) && contains(span, patience.to));
  const requests = facts.requests(device);
  if (!ranOn || patience.to > facts.endsAt || requests.length === 0) return true;
  return requests.some(
    (each) =>
      each.route === "sendToDevice" &&
      contains(patience, each.t) &&
      each.keys?.toDevice?.some(({ recipient }) => recipient === sender),
  );
}

function finding(kind: FindingKind, { device, sender, t }: ToDeviceEntry, what: string): NewFinding {
  return {
    kind,
    severity: "broken",
    device,
    story: [`Of the Olm messages of ${sender} to ${device}, from ${clock(t)} on, ${what}.`],
  };
}
