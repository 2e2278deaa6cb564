import type { HttpEntry } from "../../journal/index.ts";
import type { NewFinding, Oracle } from "../case.ts";
import { isExchangeDisturbed } from "../facts/index.ts";
import { clock, count } from "../sentences.ts";

/** Servers answer without errors of their own, unless a fault was about. */
export const serverErrors: Oracle = {
  name: "server-errors",
  examine({ facts }) {
    const failed = facts
      .of("http")
      .filter((exchange) => statusOf(exchange) >= 500 || statusOf(exchange) === 429)
      .filter((exchange) => !isExchangeDisturbed(facts, exchange));
    const alike = Map.groupBy(failed, (exchange) => `${exchange.link} ${exchange.route} ${statusOf(exchange)}`);
    return [...alike.values()].map(findingOf);
  },
};

const statusOf = ({ serverStatus, status }: HttpEntry): number => serverStatus ?? status ?? 0;

function findingOf(exchanges: readonly HttpEntry[]): NewFinding {
  const [first] = exchanges as [HttpEntry];
  const status = statusOf(first);
  const told = `${first.link} ${first.method} ${first.route} was answered ${status}${first.errcode ? ` ${first.errcode}` : ""} ${count(exchanges.length, "time")}, first at ${clock(first.t)}, with no fault about.`;
  const device = first.device && { device: first.device };
  return status === 429
    ? {
        kind: "rate-limited",
        severity: "unknown",
        ...device,
        story: [told, "Set the server's rate limits up: they hide what the story is about."],
      }
    : { kind: "server-error", severity: "broken", ...device, story: [told] };
}
