import { setTimeout as sleep } from "node:timers/promises";
import type { Attribution, Exchange, Refusal } from "./gateway.ts";

interface Account {
  faultId: string;
  exchange: (exchange: Exchange) => boolean;
  refused: (refusal: Refusal) => boolean;
  since: number;
  until: number;
  bites: number;
  first: PromiseWithResolvers<void>;
}

/** How long an exchange that was under way at a fault's end may still go on and count. */
const MEMORY_MS = 5 * 60_000;

/** Lays exchanges and refused connections to the account of the faults that were under way. */
export class Ledger {
  #accounts: Account[] = [];

  open(
    faultId: string,
    to: { exchange: (exchange: Exchange) => boolean; refused?: (refusal: Refusal) => boolean },
  ): Attribution {
    const account: Account = {
      faultId,
      exchange: to.exchange,
      refused: to.refused ?? (() => false),
      since: now(),
      until: Number.POSITIVE_INFINITY,
      bites: 0,
      first: Promise.withResolvers(),
    };
    this.#accounts = [...this.#accounts.filter(({ until }) => now() - until < MEMORY_MS), account];
    return {
      bites: () => account.bites,
      bitten: (timeoutMs) => Promise.race([account.first.promise, sleep(timeoutMs, undefined, { ref: false })]),
      end: () => {
        account.until = Math.min(account.until, now());
      },
    };
  }

  exchange(exchange: Exchange): void {
    const endedAt = exchange.startedAt + exchange.durationMs;
    for (const account of this.#accounts) {
      if (exchange.startedAt > account.until || endedAt < account.since || !account.exchange(exchange)) continue;
      bite(account);
      if (!exchange.faults.includes(account.faultId)) exchange.faults.push(account.faultId);
    }
  }

  refusal(refusal: Refusal): void {
    for (const account of this.#accounts) {
      if (refusal.at >= account.since && refusal.at <= account.until && account.refused(refusal)) bite(account);
    }
  }
}

function bite(account: Account): void {
  account.bites++;
  account.first.resolve();
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
