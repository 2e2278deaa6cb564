import type { HttpEntry } from "../../journal/index.ts";
import type { NewFinding, Oracle } from "../case.ts";
import {
  contains,
  type Device,
  endOf,
  type Facts,
  isDisturbed,
  membershipsDuring,
  wasAnswered,
} from "../facts/index.ts";
import { clock, duration } from "../sentences.ts";

/** How long a change of a device list may take to reach clients elsewhere once all is well, ms. */
const CONVERGENCE_MS = 10_000;

/** Once everything is healed, clients learn of others' new and removed devices. */
export const deviceLists: Oracle = {
  name: "device-lists",
  examine({ facts }) {
    const devices = [...facts.devices.values()];
    return devices.flatMap((observer) =>
      devices
        .filter((device) => device.user !== observer.user && shareARoom(facts, observer, device))
        .flatMap((device) => stale(facts, observer, device)),
    );
  },
};

function shareARoom(facts: Facts, a: Device, b: Device): boolean {
  const span = { from: facts.endsAt - CONVERGENCE_MS, to: facts.endsAt };
  const isIn = (room: Parameters<typeof membershipsDuring>[0], user: string) => {
    const memberships = membershipsDuring(room, user, span);
    return memberships.size === 1 && memberships.has("join");
  };
  return [...facts.rooms.values()].some(
    (room) => room.encryptions.length > 0 && isIn(room, a.user) && isIn(room, b.user),
  );
}

/** Judged only where nothing had disturbed the world for long enough, and the observer was there to be told. */
function stale(facts: Facts, observer: Device, device: Device): NewFinding[] {
  const changedAt = device.death?.to ?? device.birth.to;
  const calm = { from: facts.endsAt - CONVERGENCE_MS, to: facts.endsAt };
  const wasThere = observer.syncing.some((span) => contains(span, calm.from) && contains(span, calm.to));
  if (changedAt > calm.from || observer.birth.to > calm.from || !wasThere || isDisturbed(facts, calm)) return [];
  const last = lastList(facts, observer, device.user);
  if (!last || last.keys?.queried?.devices[device.user]?.includes(device.deviceId) === !device.death) return [];
  if (toldSince(facts, observer, device.user, changedAt)) return [];
  const what = device.death ? `that ${device.name} was gone` : `of ${device.name}'s device ${device.deviceId}`;
  const story = [
    `${observer.name} was never told ${what}, ${duration(facts.endsAt - changedAt)} after the fact; its list of ${device.user}'s devices is from ${clock(last.t)}.`,
  ];
  return [{ kind: "device-list-stale", severity: "broken", device: observer.name, story }];
}

function lastList(facts: Facts, { name }: Device, user: string): HttpEntry | undefined {
  return facts.requests(name, "keys/query").findLast((each) => wasAnswered(each) && each.keys?.queried?.devices[user]);
}

function toldSince(facts: Facts, { name }: Device, user: string, t: number): boolean {
  return facts
    .requests(name, "sync")
    .some((each) => endOf(each) >= t && wasAnswered(each) && each.keys?.deviceLists?.changed.includes(user));
}
