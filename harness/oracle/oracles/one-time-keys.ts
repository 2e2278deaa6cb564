import type { NewFinding, Oracle } from "../case.ts";
import { type Device, endOf, type Facts } from "../facts/index.ts";
import { handouts, uploadsOf } from "../facts/one-time-keys.ts";
import type { FindingKind } from "../kinds.ts";
import { clock, duration, list } from "../sentences.ts";

/** SDKs keep 50 public one-time keys at the server (vodozemac `PUBLIC_MAX_ONE_TIME_KEYS`). */
const LOW = 25;
const HIGH = 100;
/** How long a client that was told of a low stock may take to fill it up, ms. */
const REFILL_MS = 10_000;

/** No one-time key is handed out twice or out of nothing, none is refused, and the stock stays within bounds. */
export const oneTimeKeys: Oracle = {
  name: "one-time-keys",
  examine({ facts }) {
    return [...facts.devices.values()].flatMap((device) => [
      ...reused(facts, device),
      ...unheardOf(facts, device),
      ...refused(facts, device),
      ...overstocked(facts, device),
      ...starved(facts, device),
    ]);
  },
};

function reused(facts: Facts, device: Device): NewFinding[] {
  const byKey = Map.groupBy(
    handouts(facts, device).filter(({ fallback }) => !fallback),
    ({ keyId }) => keyId,
  );
  return [...byKey]
    .filter(([, same]) => same.length > 1)
    .map(([keyId, same]) => {
      const times = list(same.map(({ exchange }) => `over ${exchange.link} at ${clock(exchange.t)}`));
      return broken(
        "otk-reused",
        device,
        `${device.server} handed out the one-time key ${keyId} of ${device.name} ${times}.`,
      );
    });
}

function unheardOf(facts: Facts, device: Device): NewFinding[] {
  const uploads = uploadsOf(facts, device);
  if (uploads.length === 0) return [];
  const uploaded = new Set(
    uploads.flatMap(({ keys }) => [...(keys?.uploaded?.oneTimeKeys ?? []), ...(keys?.uploaded?.fallbackKeys ?? [])]),
  );
  return handouts(facts, device)
    .filter(({ keyId }) => !uploaded.has(keyId))
    .map(({ keyId, exchange }) =>
      broken(
        "otk-unknown",
        device,
        `${device.server} handed out the key ${keyId} of ${device.name} at ${clock(exchange.t)}, which ${device.name} never uploaded.`,
      ),
    );
}

/** Servers refuse a key whose id they know with another content: "One time key … already exists". */
function refused(facts: Facts, device: Device): NewFinding[] {
  return uploadsOf(facts, device)
    .filter(({ status, serverStatus, faults }) => serverStatus === 400 || (status === 400 && faults.length === 0))
    .slice(0, 1)
    .map(({ t, errcode }) =>
      broken(
        "otk-rejected",
        device,
        `${device.server} refused the keys that ${device.name} uploaded at ${clock(t)} with 400 ${errcode ?? ""}: the two disagree on which keys there are.`,
      ),
    );
}

function overstocked(facts: Facts, device: Device): NewFinding[] {
  const told = counts(facts, device).find(({ count }) => count > HIGH);
  return told
    ? [
        broken(
          "otk-overstock",
          device,
          `${device.server} held ${told.count} one-time keys of ${device.name} at ${clock(told.t)}.`,
        ),
      ]
    : [];
}

function starved(facts: Facts, device: Device): NewFinding[] {
  const uploads = uploadsOf(facts, device);
  const told = counts(facts, device).find(({ t, count }) => {
    const patience = { from: t, to: t + REFILL_MS };
    const wasThere = device.syncing.some(({ from, to }) => from <= patience.from && to >= patience.to);
    const answered = uploads.some((upload) => endOf(upload) >= t && upload.t <= patience.to);
    return count < LOW && wasThere && patience.to <= facts.endsAt && !answered;
  });
  if (!told) return [];
  const sentence = `${device.name} was told at ${clock(told.t)} that ${told.count} of its one-time keys were left, and uploaded none within ${duration(REFILL_MS)}.`;
  return [broken("otk-starved", device, sentence)];
}

/** What the device was told of its stock. */
function counts(facts: Facts, device: Device): { t: number; count: number }[] {
  return facts.requests(device.name).flatMap((exchange) => {
    const count = exchange.keys?.otkCounts?.signed_curve25519;
    return count === undefined || exchange.outcome !== "answered" ? [] : [{ t: endOf(exchange), count }];
  });
}

const broken = (kind: FindingKind, { name }: Device, sentence: string): NewFinding => ({
  kind,
  severity: "broken",
  device: name,
  story: [sentence],
});
