/** Faults of many links at once. */
import type { LinkName } from "../journal/index.ts";
import type { Gateway } from "../world/gateway.ts";
import { underway } from "./attributed.ts";
import type { Fault } from "./fault.ts";
import type { Random } from "./random.ts";
import { Rhythm } from "./rhythm.ts";

/** These directed links, e.g. `hs1->hs2`; without any, all links between servers. */
export function network(...links: LinkName[]): NetworkFaults {
  return new NetworkFaults(links);
}

/** Longer than any block: what is clogged moves on when it is unclogged, ms. */
const CLOGGED_MS = 60 * 60_000;

/** What can happen to a network as a whole. */
export class NetworkFaults {
  readonly #links: readonly LinkName[];

  constructor(links: readonly LinkName[]) {
    this.#links = links;
  }

  /**
   * Links clog one after the other, and come free in another order, so that each pair of servers sees another world.
   * @wire A random subset of the links (at least one) is clogged link by link, `everyMs` apart, and unclogged likewise
   * in another order; then the next subset. Replies on a clogged link are kept back, none is lost. Subsets and orders
   * are drawn from the play's seed.
   * @evidence Requests that were under way on a link while it was clogged, and took at least `everyMs`.
   * @example await during(network().isSwizzled({ everyMs: 300 }), () => alice.says("from all sides", room));
   */
  isSwizzled({ everyMs }: { everyMs: number }): Fault {
    const target = this.#links.join(", ") || "all federation";
    return {
      name: "network swizzled",
      target,
      params: { everyMs },
      begin: (context) => {
        const { gateway } = context.world;
        const links = this.#links.length > 0 ? this.#links : gateway.links.filter(isFederation);
        const clogs = new Clogs(gateway, context.id);
        const steps = swizzle(links, context.random);
        const step = async () => {
          const { link, clog } = steps.next().value;
          await (clog ? clogs.set(link) : clogs.clear(link));
          return everyMs;
        };
        let swizzling: Rhythm | undefined;
        return underway(context, {
          touches: ({ link, durationMs }) => clogs.everSet.has(link) && durationMs >= everyMs,
          refuses: ({ link }) => clogs.everSet.has(link),
          begin: async () => {
            swizzling = await Rhythm.begin(step);
          },
          heal: async () => {
            await swizzling?.stop();
            await clogs.clearAll();
          },
          bite: "requests or connections were kept back",
        });
      },
    };
  }
}

/** Which link is clogged or unclogged next, without end. */
export function* swizzle(
  links: readonly LinkName[],
  random: Random,
): Generator<{ link: LinkName; clog: boolean }, never> {
  for (;;) {
    const subset = random.shuffle(links).slice(0, random.whole(1, links.length));
    for (const link of subset) yield { link, clog: true };
    for (const link of random.shuffle(subset)) yield { link, clog: false };
  }
}

/** The clogged links of one occurrence of the fault. */
class Clogs {
  readonly everSet = new Set<LinkName>();
  readonly #set = new Set<LinkName>();
  readonly #gateway: Gateway;
  readonly #name: string;

  constructor(gateway: Gateway, name: string) {
    this.#gateway = gateway;
    this.#name = name;
  }

  async set(link: LinkName): Promise<void> {
    const attributes = { latency: CLOGGED_MS, jitter: 0 };
    this.everSet.add(link);
    this.#set.add(link);
    await this.#gateway.link(link).addToxic({ name: this.#name, type: "latency", stream: "downstream", attributes });
  }

  async clear(link: LinkName): Promise<void> {
    await this.#gateway.link(link).removeToxic(this.#name);
    this.#set.delete(link);
  }

  async clearAll(): Promise<void> {
    await Promise.all([...this.#set].map((link) => this.clear(link)));
  }
}

function isFederation(link: LinkName): boolean {
  return !link.startsWith("clients->");
}
