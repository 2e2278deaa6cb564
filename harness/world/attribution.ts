import type { Attribution, Exchange, Refusal } from "./gateway.ts";

interface Account {
  faultId: string;
  exchange: (exchange: Exchange) => boolean;
  refused: (refusal: Refusal) => boolean;
  since: number;
  until: number;
  bites: number;
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
    };
    this.#accounts = [...this.#accounts.filter(({ until }) => now() - until < MEMORY_MS), account];
    return {
      bites: () => account.bites,
      end: () => {
        account.until = Math.min(account.until, now());
      },
    };
  }

  exchange(exchange: Exchange): void {
    const endedAt = exchange.startedAt + exchange.durationMs;
    for (const account of this.#accounts) {
      if (exchange.startedAt > account.until || endedAt < account.since || !account.exchange(exchange)) continue;
      account.bites++;
      if (!exchange.faults.includes(account.faultId)) exchange.faults.push(account.faultId);
    }
  }

  refusal(refusal: Refusal): void {
    for (const account of this.#accounts) {
      if (refusal.at >= account.since && refusal.at <= account.until && account.refused(refusal)) account.bites++;
    }
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
