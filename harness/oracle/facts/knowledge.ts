import type { HttpEntry } from "../../journal/index.ts";
import type { Device } from "./devices.ts";
import { endOf, wasAnswered } from "./exchange.ts";
import type { Facts } from "./facts.ts";
import type { Membership } from "./rooms.ts";

/** How long a client may take to act on a sync that it has got, ms. */
const DIGESTION_MS = 250;

/** When a device's client surely knew something that happened to someone else. */
export interface News {
  readonly t: number;
}

/** The memberships of a user that a device's client saw. */
export function newsOfMembership(
  facts: Facts,
  device: string,
  room: string,
  user: string,
): (News & { membership: Membership })[] {
  return facts
    .of("clientEvent")
    .filter((each) => each.device === device && each.name === "member" && each.data.roomId === room)
    .filter(({ data }) => data.userId === user)
    .map(({ t, data }) => ({ t, membership: data.membership as Membership }));
}

/** When a device's client had digested that another device was gone: by a new list, or by the news that the list changed. */
export function newsOfDeath(facts: Facts, device: string, dead: Device): News[] {
  const death = dead.death?.to ?? Number.POSITIVE_INFINITY;
  return [...answersTo(facts, device, "keys/query"), ...answersTo(facts, device, "sync")]
    .filter(({ t }) => t > death)
    .filter(({ keys }) => {
      const listed = keys?.queried?.devices[dead.user];
      return listed?.includes(dead.deviceId) === false || keys?.deviceLists?.changed.includes(dead.user);
    })
    .map((exchange) => ({ t: endOf(exchange) + DIGESTION_MS }));
}

/** When a device's client had digested a state event of a room. */
export function newsOfState(facts: Facts, device: string, room: string, type: string): News[] {
  return answersTo(facts, device, "sync")
    .filter(({ keys }) => keys?.events?.some((each) => each.type === type && each.room === room))
    .map((exchange) => ({ t: endOf(exchange) + DIGESTION_MS }));
}

function answersTo(facts: Facts, device: string, route: string): HttpEntry[] {
  return facts.requests(device, route).filter(wasAnswered);
}
