import type { NewFinding, Oracle } from "../case.ts";
import { type Device, endOf, type Facts, wasDone } from "../facts/index.ts";
import { type Handout, handouts, uploadsOf } from "../facts/one-time-keys.ts";
import { clock, count } from "../sentences.ts";

/** The fallback key is given away only when no one-time key is left (MSC2732). */
export const fallbackKeys: Oracle = {
  name: "fallback-keys",
  examine({ facts }) {
    return [...facts.devices.values()].flatMap((device) =>
      handouts(facts, device)
        .filter(({ fallback }) => fallback)
        .flatMap((handout) => tooEarly(facts, device, handout))
        .slice(0, 1),
    );
  },
};

function tooEarly(facts: Facts, device: Device, { keyId, exchange }: Handout): NewFinding[] {
  const left = surelyInStock(facts, device, exchange.t, endOf(exchange));
  if (left === 0) return [];
  const sentence = `${device.server} gave away the fallback key ${keyId} of ${device.name} at ${clock(exchange.t)}, while ${count(left, "one-time key")} must have been left.`;
  return [{ kind: "fallback-early", severity: "broken", device: device.name, story: [sentence] }];
}

/** Uploads that surely had succeeded before, less every key that may have been given away until then. */
function surelyInStock(facts: Facts, device: Device, from: number, to: number): number {
  const uploaded = uploadsOf(facts, device)
    .filter((upload) => wasDone(upload) && endOf(upload) < from)
    .flatMap(({ keys }) => keys?.uploaded?.oneTimeKeys ?? []);
  const given = new Set(
    handouts(facts, device)
      .filter(({ exchange }) => exchange.t <= to)
      .map(({ keyId }) => keyId),
  );
  return new Set(uploaded.filter((keyId) => !given.has(keyId))).size;
}
