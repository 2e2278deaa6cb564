import type { HttpEntry } from "../../journal/index.ts";
import { type Device, isNamed } from "./devices.ts";
import { wasDone } from "./exchange.ts";
import type { Facts } from "./facts.ts";

/** One key that a device's own server gave away. */
export interface Handout {
  readonly keyId: string;
  readonly fallback: boolean;
  readonly exchange: HttpEntry;
}

/** All `/keys/upload` requests of a device. */
export function uploadsOf(facts: Facts, device: Device): HttpEntry[] {
  return [...facts.requests(device.name, "keys/upload")];
}

/**
 * The keys of a device as its own server gave them away, to its own users and to other servers; what other servers
 * pass on is the same key again. Answers that a fault changed are not the server's.
 */
export function handouts(facts: Facts, device: Device): Handout[] {
  return facts
    .of("http")
    .filter(
      ({ link, route }) => link.endsWith(`->${device.server}`) && /^(federation\/user\/)?keys\/claim$/.test(route),
    )
    .filter((exchange) => wasDone(exchange) && !isRewritten(facts, exchange))
    .flatMap((exchange) =>
      (exchange.keys?.claimed?.given ?? [])
        .filter((key) => isNamed(device, key, exchange.t))
        .map(({ keyId, fallback }) => ({ keyId, fallback, exchange })),
    );
}

function isRewritten({ faults }: Facts, exchange: HttpEntry): boolean {
  return faults.some(({ begin }) => exchange.faults.includes(begin.id) && /rewrit|replay|forge/i.test(begin.name));
}
