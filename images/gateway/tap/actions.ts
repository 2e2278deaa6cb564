/** What each action does to a request or a reply. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ItemMatch } from "../../../harness/world/gateway.ts";
import { parseJson } from "./bodies.ts";
import { sendAside } from "./connection.ts";
import type { Exchange } from "./exchange.ts";
import { withoutItems } from "./items.ts";
import { Cut, jsonReply, rewritten, shownReply, type WholeReply } from "./replies.ts";
import type { ActiveRule } from "./rules.ts";
import { epochNow } from "./tap.ts";
import type { WireAction } from "./wire.ts";

/** Lets the rules act on a request, in the order in which they came. Returns the answer that a rule gives instead of the server. */
export async function applyToRequest(exchange: Exchange, rules: ActiveRule[]): Promise<WholeReply | undefined> {
  for (const rule of rules) {
    const answer = await onRequest(exchange, rule, rule.action);
    if (answer) return answer;
  }
  return undefined;
}

/** Lets the rules act on a reply. Throws `Cut` when the caller shall not have it. */
export async function applyToReply(exchange: Exchange, rules: ActiveRule[], reply: WholeReply): Promise<WholeReply> {
  let current = reply;
  for (const rule of rules) current = await onReply(exchange, rule, rule.action, current);
  return current;
}

async function onRequest(exchange: Exchange, rule: ActiveRule, action: WireAction): Promise<WholeReply | undefined> {
  if (action.do === "dropItems") return dropFromRequest(exchange, rule, action.items);
  if (action.do === "rewriteRequest") return await rewriteRequest(exchange, rule);
  bite(exchange, rule);
  switch (action.do) {
    case "dropRequest":
    case "cutNetwork":
      throw new Cut();
    case "fail":
      return jsonReply(action.status, action.json ?? {}, action.headers);
    case "delay":
      await sleep(rule.next([action.ms].flat()), undefined, { signal: exchange.gone });
      return;
    case "hold":
      await hold(exchange, rule.opened);
      return;
    case "duplicate":
      for (let i = 0; i < action.extra; i++) void aside(exchange);
      return;
    case "replay":
      exchange.afterwards.push(() => replay(exchange, rule, action.afterMs));
      return;
    case "reorder":
      await reorder(exchange, rule);
      return;
    case "cutRequest":
      await exchange.sendPart(action.afterBytes);
      throw new Cut();
  }
}

async function onReply(
  exchange: Exchange,
  rule: ActiveRule,
  action: WireAction,
  reply: WholeReply,
): Promise<WholeReply> {
  if (action.do === "dropItems") return dropFromReply(exchange, rule, action.items, reply);
  if (action.do === "rewriteReply") return await rewriteReply(exchange, rule, reply);
  bite(exchange, rule);
  switch (action.do) {
    case "dropReply":
      throw new Cut();
    case "delay":
      await sleep(rule.next([action.ms].flat()), undefined, { signal: exchange.gone });
      return reply;
    case "hold":
      await hold(exchange, rule.opened);
      return reply;
    case "cutReply":
      return await exchange.answerPart(reply, action.afterBytes);
    default:
      return reply;
  }
}

function bite(exchange: Exchange, rule: ActiveRule): void {
  exchange.faults.add(rule.fault);
  rule.bite(exchange.id);
}

async function hold(exchange: Exchange, opened: Promise<void>): Promise<void> {
  exchange.tap.held++;
  try {
    await Promise.race([opened, rejectWhenGone(exchange.gone)]);
  } finally {
    exchange.tap.held--;
  }
}

async function rejectWhenGone(gone: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    if (gone.aborted) reject(new Cut());
    gone.addEventListener("abort", () => reject(new Cut()), { once: true });
  });
}

/** The first request waits; the second one, once answered, lets it go. */
async function reorder(exchange: Exchange, rule: ActiveRule): Promise<void> {
  const { waiting } = rule;
  if (waiting) {
    rule.waiting = undefined;
    exchange.afterwards.push(waiting.resolve);
    return;
  }
  if (rule.open) return;
  const first = Promise.withResolvers<void>();
  rule.waiting = first;
  await hold(exchange, first.promise);
}

function replay(exchange: Exchange, rule: ActiveRule, afterMs: number | undefined): void {
  if (afterMs !== undefined) setTimeout(() => void aside(exchange), afterMs);
  else void rule.opened.then(() => aside(exchange));
}

/** Sends the exchange's request to the server once more, and writes that down. The caller sees nothing of it. */
async function aside(exchange: Exchange): Promise<void> {
  if (exchange.isPast) return;
  const { method, path } = exchange.head;
  const body = exchange.body ?? Buffer.of();
  const startedAt = epochNow();
  try {
    const reply = await sendAside(exchange.connection.link, { method, path, headers: exchange.headers, body });
    const json = parseJson(reply.body, reply.headers["content-encoding"]);
    exchange.reportAside(startedAt, body.length, { status: reply.status, json, bytes: reply.body.length });
  } catch {
    // The link is down: a request that nobody waits for is lost like any other.
  }
}

async function rewriteRequest(exchange: Exchange, rule: ActiveRule): Promise<undefined> {
  const change = await exchange.tap.harness.ask(rule.id, exchange.shown);
  if (!change) return;
  bite(exchange, rule);
  exchange.replaceBody(change);
}

async function rewriteReply(exchange: Exchange, rule: ActiveRule, reply: WholeReply): Promise<WholeReply> {
  const change = await exchange.tap.harness.ask(rule.id, exchange.shown, shownReply(reply));
  if (!change) return reply;
  bite(exchange, rule);
  return rewritten(reply, change);
}

function dropFromRequest(exchange: Exchange, rule: ActiveRule, items: ItemMatch): undefined {
  const { json } = exchange;
  const left = withoutMatching(exchange, rule, items, json);
  if (left !== json) exchange.replaceBody({ json: left });
}

function dropFromReply(exchange: Exchange, rule: ActiveRule, items: ItemMatch, reply: WholeReply): WholeReply {
  const json = parseJson(reply.body);
  const left = withoutMatching(exchange, rule, items, json);
  return left === json ? reply : rewritten(reply, { json: left });
}

function withoutMatching(exchange: Exchange, rule: ActiveRule, items: ItemMatch, json: unknown): unknown {
  const goes = () => {
    if (!rule.claim()) return false;
    bite(exchange, rule);
    return true;
  };
  return withoutItems(exchange.head.route, json, items, exchange.head, exchange.tap.identities, goes);
}
