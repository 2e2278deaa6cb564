import type { Toxiproxy } from "toxiproxy-node-client";
import type { Command, FromTap, Rewritten, WireAction } from "../../images/gateway/tap/wire.ts";
import type { DeviceName, LinkName, ServerName } from "../journal/index.ts";
import { Ledger } from "./attribution.ts";
import type { ControlLine } from "./control-line.ts";
import type {
  Action,
  Attribution,
  Exchange,
  Gateway,
  GatewayState,
  LinkControl,
  Match,
  Refusal,
  Rule,
  TapReply,
  TapRequest,
} from "./gateway.ts";
import { ToxiproxyLink } from "./link-control.ts";
import { RemoteRule } from "./rule.ts";

/** The fault of rules that stand for what a server does by itself. */
const OWN_CONDUCT = "own conduct";

/** The gateway of a world: the tap behind its control line, and Toxiproxy behind its API. */
export class TapGateway implements Gateway {
  readonly links: readonly LinkName[];
  readonly #line: ControlLine;
  readonly #toxiproxy: Toxiproxy;
  readonly #controls: ReadonlyMap<LinkName, LinkControl>;
  readonly #rules = new Map<number, { rule: RemoteRule; action: Action }>();
  readonly #ledger = new Ledger();
  readonly #exchangeListeners = new Set<(exchange: Exchange) => void>();
  readonly #refusalListeners = new Set<(refusal: Refusal) => void>();
  #count = 0;
  #isPast = false;

  constructor(line: ControlLine, toxiproxy: Toxiproxy, links: readonly LinkName[]) {
    this.links = links;
    this.#line = line;
    this.#toxiproxy = toxiproxy;
    this.#controls = new Map(links.map((name) => [name, new ToxiproxyLink(this.#toxiproxy, name)]));
    line.onEvent = (event) => this.#hear(event);
    line.onAsk = ({ rule, request, reply }) => this.#answer(rule, request, reply);
  }

  async addRule(match: Match, action: Action, faultId = OWN_CONDUCT): Promise<Rule> {
    const id = ++this.#count;
    const rule = new RemoteRule(async (what) => {
      await this.#send({ do: what, rule: id });
      if (what === "removeRule") this.#rules.delete(id);
    });
    this.#rules.set(id, { rule, action });
    await this.#send({ do: "addRule", rule: id, fault: faultId, match, action: withoutFunction(action) });
    return rule;
  }

  async nameDevice(user: string, deviceId: string, device: DeviceName): Promise<void> {
    await this.#send({ do: "nameDevice", user, deviceId, device });
  }

  link(name: LinkName): LinkControl {
    const control = this.#controls.get(name);
    if (!control) throw new Error(`This world has no link ${name}. Its links: ${this.links.join(", ")}.`);
    return control;
  }

  attribute(
    faultId: string,
    to: { exchange: (exchange: Exchange) => boolean; refused?: (refusal: Refusal) => boolean },
  ): Attribution {
    return this.#ledger.open(faultId, to);
  }

  onExchange(listener: (exchange: Exchange) => void): () => void {
    this.#exchangeListeners.add(listener);
    return () => this.#exchangeListeners.delete(listener);
  }

  onRefusal(listener: (refusal: Refusal) => void): () => void {
    this.#refusalListeners.add(listener);
    return () => this.#refusalListeners.delete(listener);
  }

  async awaitServer(server: string, timeoutMs: number): Promise<void> {
    await this.#send({ do: "awaitServer", server, timeoutMs });
  }

  async askSupervisor(server: ServerName, request: string): Promise<string> {
    return (await this.#send({ do: "askSupervisor", server, request })) as string;
  }

  /** The same gateway as if nobody had been there. This object refuses everything from then on. */
  async renewed(): Promise<TapGateway> {
    this.#isPast = true;
    await this.#line.send({ do: "reset" });
    await this.#toxiproxy.reset();
    return new TapGateway(this.#line, this.#toxiproxy, this.links);
  }

  async state(): Promise<GatewayState> {
    const [proxies, tap] = await Promise.all([
      this.#toxiproxy.getApi().get<ProxiesBody>(`${this.#toxiproxy.host}/proxies`),
      this.#send({ do: "rules" }) as Promise<{ rules: number; held: number }>,
    ]);
    const entries = Object.entries(proxies.data).map(([name, { enabled, toxics }]) => [
      name,
      { enabled, toxics: toxics.map((toxic) => toxic.name).sort() },
    ]);
    return { proxies: Object.fromEntries(entries), ...tap };
  }

  async #send(command: Command): Promise<unknown> {
    if (this.#isPast) throw new Error("This world is over.");
    return await this.#line.send(command);
  }

  close(): void {
    this.#line.close();
  }

  #hear(message: Extract<FromTap, { event: string }>): void {
    switch (message.event) {
      case "bite":
        this.#rules.get(message.rule)?.rule.bite();
        return;
      case "exchange":
        this.#hearExchange(message.exchange);
        return;
      case "refused": {
        const refusal = { link: message.link as LinkName, at: message.at, reason: message.reason };
        this.#ledger.refusal(refusal);
        for (const listener of this.#refusalListeners) listener(refusal);
      }
    }
  }

  #hearExchange(exchange: Exchange): void {
    exchange.faults = exchange.faults.filter((fault) => fault !== OWN_CONDUCT);
    this.#ledger.exchange(exchange);
    for (const listener of this.#exchangeListeners) listener(exchange);
  }

  /** What a rule's own function makes of a request or reply; nothing when it throws. */
  #answer(id: number, request: TapRequest, reply: TapReply | undefined): Rewritten | undefined {
    const { rule, action } = this.#rules.get(id) ?? {};
    try {
      if (action?.do === "rewriteRequest") return action.with(request);
      if (action?.do === "rewriteReply" && reply) return action.with(request, reply);
    } catch (error) {
      rule?.fail(error as Error);
    }
    return undefined;
  }
}

type ProxiesBody = Record<string, { enabled: boolean; toxics: { name: string }[] }>;

function withoutFunction(action: Action): WireAction {
  return action.do === "rewriteRequest" || action.do === "rewriteReply" ? { do: action.do } : action;
}
