import type { Toxiproxy, Proxy as ToxiproxyProxy } from "toxiproxy-node-client";
import type { LinkName } from "../journal/index.ts";
import type { LinkControl, Toxic } from "./gateway.ts";

/** One Toxiproxy proxy. Toxiproxy rolls toxicity per connection and cannot be seeded: it is always 1. */
export class ToxiproxyLink implements LinkControl {
  readonly #toxiproxy: Toxiproxy;
  readonly #name: LinkName;

  constructor(toxiproxy: Toxiproxy, name: LinkName) {
    this.#toxiproxy = toxiproxy;
    this.#name = name;
  }

  async setEnabled(enabled: boolean): Promise<void> {
    const proxy = await this.#proxy();
    await proxy.update({ enabled, listen: proxy.listen, upstream: proxy.upstream });
  }

  async addToxic(toxic: Toxic): Promise<void> {
    await (await this.#proxy()).addToxic({ ...toxic, toxicity: 1 });
  }

  async updateToxic(name: string, attributes: Toxic["attributes"]): Promise<void> {
    const toxic = await (await this.#proxy()).getToxic<Toxic["attributes"]>(name);
    await toxic.update({ ...toxic.toJson(), attributes });
  }

  async removeToxic(name: string): Promise<void> {
    await (await (await this.#proxy()).getToxic(name)).remove();
  }

  #proxy(): Promise<ToxiproxyProxy> {
    return this.#toxiproxy.get(this.#name);
  }
}
