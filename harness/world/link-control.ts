import type { Toxiproxy, Proxy as ToxiproxyProxy } from "toxiproxy-node-client";
import type { LinkName } from "../journal/index.ts";
import type { LinkControl, Toxic } from "./gateway.ts";

/** One Toxiproxy proxy. Toxiproxy rolls toxicity per connection and cannot be seeded: it is always 1. */
export class ToxiproxyLink implements LinkControl {
  readonly #toxiproxy: Toxiproxy;
  readonly #name: LinkName;
  readonly #cutBy = new Set<string>();
  #switched: Promise<void> = Promise.resolve();

  constructor(toxiproxy: Toxiproxy, name: LinkName) {
    this.#toxiproxy = toxiproxy;
    this.#name = name;
  }

  async cut(by: string): Promise<void> {
    this.#cutBy.add(by);
    await this.#switch();
  }

  async mend(by: string): Promise<void> {
    this.#cutBy.delete(by);
    await this.#switch();
  }

  async addToxic(toxic: Toxic): Promise<void> {
    await (await this.#proxy()).addToxic({ ...toxic, toxicity: 1 });
  }

  async removeToxic(name: string): Promise<void> {
    await (await (await this.#proxy()).getToxic(name)).remove();
  }

  /** One change after the other, each to what is wanted by then. */
  #switch(): Promise<void> {
    this.#switched = this.#switched
      .catch(() => {})
      .then(async () => {
        const proxy = await this.#proxy();
        await proxy.update({ enabled: this.#cutBy.size === 0, listen: proxy.listen, upstream: proxy.upstream });
      });
    return this.#switched;
  }

  #proxy(): Promise<ToxiproxyProxy> {
    return this.#toxiproxy.get(this.#name);
  }
}
