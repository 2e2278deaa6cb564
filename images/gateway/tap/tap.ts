/** What all exchanges share: rules, identities, keys, and the way to tell the harness. */
import type { Exchange as ExchangeRecord, TapReply, TapRequest } from "../../../harness/world/gateway.ts";
import type { Exchange } from "./exchange.ts";
import { Identities } from "./identity.ts";
import { RuleBook } from "./rules.ts";
import { ServerSigner } from "./signing.ts";
import type { FromTap, Rewritten } from "./wire.ts";

/** The harness, as exchanges see it. */
export interface Harness {
  tell(message: FromTap): void;
  ask(rule: number, request: TapRequest, reply?: TapReply): Promise<Rewritten | undefined>;
}

export class Tap {
  readonly rules = new RuleBook();
  readonly identities = new Identities();
  readonly signer = new ServerSigner();
  /** Exchanges under way. */
  readonly live = new Set<Exchange>();
  /** Requests held back right now. */
  held = 0;
  harness: Harness;
  /** Aborts at the next reset: what was recorded before must not be sent after it. */
  era = new AbortController();
  #count = 0;

  constructor(harness: Harness) {
    this.harness = harness;
  }

  nextExchange(): number {
    return ++this.#count;
  }

  /** As it was before anybody came, but for the servers' keys, which it has to keep. */
  reset(): void {
    this.era.abort();
    this.era = new AbortController();
    for (const exchange of this.live) exchange.cut();
    this.rules.clear();
    this.identities.clear();
  }

  report(exchange: ExchangeRecord): void {
    this.harness.tell({ event: "exchange", exchange });
  }

  refused(link: string, reason: string): void {
    this.harness.tell({ event: "refused", link, at: epochNow(), reason });
  }
}

/** Milliseconds since the epoch, finer than `Date.now` and as aligned with other processes of this machine. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
