import type { HttpEntry } from "../../journal/index.ts";
import { type Device, endOf, type Facts, isNamed, outcomeText, wasAnswered } from "../facts/index.ts";
import type { Trail } from "./trail.ts";

/** A request of the sender's client for a one-time key of the recipient's device. */
export interface Claim {
  readonly exchange: HttpEntry;
  readonly keyId: string | undefined;
  /** The answer names the recipient's server as unreachable. */
  readonly unreachable: boolean;
}

export function claimsOf(facts: Facts, sender: Device, recipient: Device): Claim[] {
  return facts
    .requests(sender.name, "keys/claim")
    .filter(({ keys }) => keys?.claimed?.asked[recipient.user]?.includes(recipient.deviceId))
    .filter(({ t }) => isNamed(recipient, recipient, t))
    .map((exchange) => ({
      exchange,
      keyId: exchange.keys?.claimed?.given.find((key) => isOf(key, recipient))?.keyId,
      unreachable: exchange.keys?.claimed?.failures.includes(recipient.server) ?? false,
    }));
}

/** Whether a key that was given away is the device's. */
export const isOf = (key: { user: string; deviceId: string }, { user, deviceId }: Device): boolean =>
  key.user === user && key.deviceId === deviceId;

/** What came of a claim, in words. */
export function tellClaim({ exchange, unreachable }: Claim, server: string): string {
  return unreachable ? `${server} could not be reached` : outcomeText(exchange);
}

/** A claim that gave the sender's client a key. */
export const gaveKey = ({ exchange, keyId }: Claim): boolean => keyId !== undefined && wasAnswered(exchange);

/** A claim that gave a key, after which the sender's client said all the same that it has no session: its signature may be wrong. */
export function refusedClaim({ claims, withheld }: Pick<Trail, "claims" | "withheld">): Claim | undefined {
  if (withheld?.code !== "m.no_olm") return undefined;
  return claims.findLast((claim) => gaveKey(claim) && endOf(claim.exchange) <= withheld.t);
}

/** A claim that told the sender's client nothing of the device: not even that it has no key left. */
export const claimFailed = ({ exchange, unreachable }: Claim): boolean => !wasAnswered(exchange) || unreachable;
