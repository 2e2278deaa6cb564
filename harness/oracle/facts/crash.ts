import type { ClientEntry, DeviceName } from "../../journal/index.ts";
import type { Facts } from "./facts.ts";
import { contains, type Span } from "./span.ts";

/** The first time within the span that a device's client ended without a goodbye. */
export function crashIn(facts: Facts, device: DeviceName, span: Span): ClientEntry | undefined {
  return facts
    .of("client")
    .find((each) => each.device === device && ["killed", "died"].includes(each.phase) && contains(span, each.t));
}
