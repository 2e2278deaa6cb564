/** The rules in force, and which of them act on a request. */
import type { Match } from "../../../harness/world/gateway.ts";
import { matchesBody, matchesHead, type Names, needsBody, type RequestHead } from "./match.ts";
import type { WireAction } from "./wire.ts";

export type Phase = "request" | "reply";

export class ActiveRule {
  readonly id: number;
  readonly fault: string;
  readonly match: Match;
  readonly action: WireAction;
  /** Resolves when the rule is released or removed. Replaced at each release. */
  readonly #opened = Promise.withResolvers<void>();
  readonly #onBite: (rule: number, exchange: number) => void;
  #seen = 0;
  #taken = 0;
  open = false;
  /** The request that `reorder` holds until a second one has been answered. */
  waiting: PromiseWithResolvers<void> | undefined;

  constructor(
    rule: { rule: number; fault: string; match: Match; action: WireAction },
    onBite: (rule: number, exchange: number) => void,
  ) {
    this.id = rule.rule;
    this.fault = rule.fault;
    this.match = rule.match;
    this.action = rule.action;
    this.#onBite = onBite;
  }

  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Counts one match; true when the rule acts on it. */
  claim(): boolean {
    const { skip = 0, times = Number.POSITIVE_INFINITY } = this.match;
    const index = this.#seen++;
    return index >= skip && index < skip + times;
  }

  get spent(): boolean {
    const { skip = 0, times = Number.POSITIVE_INFINITY } = this.match;
    return this.#seen >= skip + times;
  }

  /** One of these after the other, over and over. */
  next<T>(choices: readonly T[]): T {
    return choices[this.#taken++ % choices.length] as T;
  }

  bite(exchange: number): void {
    this.#onBite(this.id, exchange);
  }

  /** Lets what is held go on. */
  release(): void {
    this.open = true;
    this.#opened.resolve();
    this.waiting?.resolve();
  }
}

export class RuleBook {
  readonly #rules = new Map<number, ActiveRule>();

  add(rule: ActiveRule): void {
    this.#rules.set(rule.id, rule);
  }

  get(id: number): ActiveRule | undefined {
    return this.#rules.get(id);
  }

  remove(id: number): void {
    this.#rules.get(id)?.release();
    this.#rules.delete(id);
  }

  clear(): void {
    for (const id of this.#rules.keys()) this.remove(id);
  }

  get size(): number {
    return this.#rules.size;
  }

  /** The rules that may act in this phase, judged by the request's head alone. */
  candidates(head: RequestHead, phase: Phase): ActiveRule[] {
    if (this.#rules.size === 0) return [];
    return [...this.#rules.values()].filter(
      (rule) => phaseOf(rule.action, head.route) === phase && !rule.spent && matchesHead(rule.match, head),
    );
  }

  /** Those of the candidates that do act: still in force, matching the body too, and their turn by count. */
  acting(candidates: ActiveRule[], head: RequestHead, json: unknown, names: Names): ActiveRule[] {
    return candidates.filter(
      (rule) =>
        this.#rules.has(rule.id) &&
        (!needsBody(rule.match, head) || matchesBody(rule.match, head, json, names)) &&
        (rule.action.do === "dropItems" || rule.claim()),
    );
  }
}

/** Whether an action has its say when the request arrives or when the reply does. */
export function phaseOf(action: WireAction, route: string): Phase {
  switch (action.do) {
    case "delay":
    case "hold":
      return action.when;
    case "dropReply":
    case "cutReply":
    case "rewriteReply":
      return "reply";
    case "dropItems":
      return route === "sync" ? "reply" : "request";
    default:
      return "request";
  }
}
