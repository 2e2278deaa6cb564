import type { NewFinding, Oracle } from "../case.ts";
import type { Facts, Message } from "../facts/index.ts";

/** Nothing that goes the SDK's normal way into an encrypted room is sent in the clear. */
export const plaintext: Oracle = {
  name: "plaintext",
  examine({ facts }) {
    return facts.messages
      .filter((message) => sentNormally(facts, message) && isEncrypted(facts, message))
      .flatMap((message) => seenInTheClear(facts, message));
  },
};

function sentNormally(facts: Facts, { sent }: Message): boolean {
  return facts.named("send", sent.device).some(({ id }) => id === sent.op);
}

/** By the sender's server; without its word, when encryption had surely been turned on before. */
function isEncrypted({ rooms }: Facts, { room, state, from }: Message): boolean {
  if (state) return state.encryption !== undefined;
  return rooms.get(room)?.encryptions.some(({ to }) => to < from) ?? false;
}

function seenInTheClear(facts: Facts, { event, sender, sent }: Message): NewFinding[] {
  const onTheWire = facts
    .of("http")
    .find(({ keys }) => keys?.events?.some((each) => each.event === event && each.type === "m.room.message"));
  const witness = facts.sightings(event).find(({ state }) => state === "cleartext");
  if (!onTheWire && !witness) return [];
  const where = onTheWire ? `on ${onTheWire.link} (${onTheWire.route})` : `by ${witness?.device}`;
  const story = [`${sender} sent “${sent.body}” into an encrypted room, and it was seen unencrypted ${where}.`];
  return [{ kind: "plaintext", severity: "broken", beat: sent.beat, event, device: sender, story }];
}
