import type { HttpEntry } from "../../journal/index.ts";
import { endOf, outcomeText, wasAnswered, wasDone } from "../facts/index.ts";
import { clock } from "../sentences.ts";
import type { Trail } from "./trail.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** An event that was never shown: how far it got from its sender's server to the recipient's client. */
export function eventMissing(trail: Trail): Verdict | undefined {
  if (trail.row.outcome !== "never-arrived") return undefined;
  return verdict(
    "the event itself did not arrive",
    acceptance(trail),
    trail.remote ? crossing(trail) : undefined,
    delivery(trail),
  );
}

function acceptance(trail: Trail): string | undefined {
  const { facts, sender } = trail;
  const done = facts.requests(sender.name, "send").filter(carries(trail)).find(wasDone);
  return done && `${sender.server} accepted it at ${clock(endOf(done))}.`;
}

function crossing(trail: Trail): string {
  const { facts, sender, recipient } = trail;
  const attempts = facts
    .of("http")
    .filter(({ link }) => link.endsWith(`->${recipient.server}`) && !link.startsWith("clients"))
    .filter(carries(trail));
  const done = attempts.find(wasDone);
  if (done) return `It reached ${recipient.server} at ${clock(endOf(done))}.`;
  const last = attempts.at(-1);
  return last
    ? `${sender.server} tried to hand it to ${recipient.server}, at last at ${clock(last.t)}: ${outcomeText(last)}.`
    : `${sender.server} was not seen to hand it to ${recipient.server}.`;
}

function delivery(trail: Trail): string {
  const { facts, recipient } = trail;
  const syncs = facts.requests(recipient.name, "sync").filter(carries(trail));
  const got = syncs.find(wasAnswered);
  if (got) return `A sync carried it to ${recipient.name}'s client at ${clock(endOf(got))}, which did not show it.`;
  const last = syncs.at(-1);
  return last
    ? `The sync of ${recipient.name} that carried it did not get through at ${clock(last.t)} (${outcomeText(last)}), and no later one brought it.`
    : `No sync of ${recipient.name} carried it.`;
}

const carries =
  ({ message }: Trail) =>
  ({ keys }: HttpEntry) =>
    keys?.events?.some(({ event }) => event === message.event) ?? false;
