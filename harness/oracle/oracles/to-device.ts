import type { HttpEntry } from "../../journal/index.ts";
import type { NewFinding, Oracle } from "../case.ts";
import { contains, covered, type Device, endOf, type Facts, isNamed, wasAnswered, wasDone } from "../facts/index.ts";
import { clock } from "../sentences.ts";

/** One encrypted to-device message, from the sender's request to the recipient's sync. */
interface Parcel {
  readonly hash: string;
  readonly sender: Device;
  readonly recipient: Device;
  readonly attempts: HttpEntry[];
  /** The recipient's syncs that carried it, and its place therein. */
  readonly deliveries: { sync: HttpEntry; place: number }[];
}

/** What a server has accepted for a device arrives there, and what one device sent to another arrives in its order. */
export const toDevice: Oracle = {
  name: "to-device",
  examine({ facts }) {
    const parcels = parcelsOf(facts);
    return [...parcels.flatMap((parcel) => lost(facts, parcel)), ...reordered(parcels)];
  },
};

function parcelsOf(facts: Facts): Parcel[] {
  const devices = [...facts.devices.values()];
  const parcels = new Map<string, Parcel>();
  for (const exchange of facts.of("http").filter(({ route }) => route === "sendToDevice")) {
    const sender = facts.devices.get(exchange.device ?? "");
    for (const { hash, recipient: user, deviceId } of exchange.keys?.toDevice ?? []) {
      const recipient = devices.find((device) => isNamed(device, { user, deviceId }, exchange.t));
      if (!hash || !sender || !recipient || recipient === sender) continue;
      const parcel = parcels.get(hash) ?? { hash, sender, recipient, attempts: [], deliveries: [] };
      parcel.attempts.push(exchange);
      parcels.set(hash, parcel);
    }
  }
  addDeliveries(facts, parcels);
  return [...parcels.values()];
}

function addDeliveries(facts: Facts, parcels: ReadonlyMap<string, Parcel>): void {
  for (const sync of facts.of("http").filter(({ route }) => route === "sync")) {
    for (const [place, { hash }] of (sync.keys?.toDevice ?? []).entries()) {
      const parcel = parcels.get(hash ?? "");
      if (parcel?.recipient.name === sync.device) parcel?.deliveries.push({ sync, place });
    }
  }
}

function lost(facts: Facts, { hash, sender, recipient, attempts, deliveries }: Parcel): NewFinding[] {
  const accepted = attempts.find(wasDone);
  if (!accepted || deliveries.some(({ sync }) => wasAnswered(sync)) || !wasThere(facts, recipient, endOf(accepted)))
    return [];
  const crossed = facts.of("http").some((each) => isCrossing(each, hash) && wasDone(each));
  const last = sender.server === recipient.server || crossed ? recipient.server : sender.server;
  const story = [
    `${sender.server} accepted an Olm message (${hash}) of ${sender.name} for ${recipient.name} at ${clock(accepted.t)}; it was last seen at ${last}, and never delivered.`,
  ];
  return [{ kind: "to-device-lost", severity: "broken", device: recipient.name, story }];
}

const isCrossing = ({ route, keys }: HttpEntry, hash: string) =>
  route === "federation/send" && Boolean(keys?.toDevice?.some((each) => each.hash === hash));

/** The recipient lived and synced until the end, and had the time that we call late. */
function wasThere(facts: Facts, { syncing, death }: Device, since: number): boolean {
  const atEnd = syncing.some((span) => contains(span, facts.endsAt));
  return !death && atEnd && covered({ from: since, to: facts.endsAt }, syncing) >= facts.header.policy.lateAfterMs;
}

function reordered(parcels: readonly Parcel[]): NewFinding[] {
  const simple = parcels.filter(({ attempts, deliveries }) => attempts.length === 1 && deliveries.length > 0);
  const pairs = Map.groupBy(simple, ({ sender, recipient }) => `${sender.name} ${recipient.name}`);
  return [...pairs.values()].flatMap((sent) =>
    sent.slice(1).flatMap((later, at) => swapped(sent[at] as Parcel, later)),
  );
}

function swapped(earlier: Parcel, later: Parcel): NewFinding[] {
  const [first] = earlier.attempts as [HttpEntry];
  const [second] = later.attempts as [HttpEntry];
  if (endOf(first) > second.t || arrivesBefore(earlier, later)) return [];
  const story = [
    `${earlier.sender.name} sent ${earlier.recipient.name} the Olm message ${earlier.hash} at ${clock(first.t)} and ${later.hash} at ${clock(second.t)}; they were delivered the other way round.`,
  ];
  return [{ kind: "to-device-reordered", severity: "broken", device: earlier.recipient.name, story }];
}

function arrivesBefore({ deliveries: [a] }: Parcel, { deliveries: [b] }: Parcel): boolean {
  if (!a || !b) return true;
  return a.sync === b.sync ? a.place < b.place : a.sync.t <= b.sync.t;
}
