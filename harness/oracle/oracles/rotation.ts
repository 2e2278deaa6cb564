import type { NewFinding, Oracle } from "../case.ts";
import type { Facts } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";
import { mayRotate } from "../rotation/may.ts";
import { whyMustRotate } from "../rotation/must.ts";
import { type Turn, turnsOf } from "../rotation/turn.ts";

/** A sender's Megolm session changes when it must, and only when it may; and an old one never comes back. */
export const rotation: Oracle = {
  name: "rotation",
  examine({ facts }) {
    return turnsOf(facts).flatMap((turn) => examineTurn(facts, turn));
  },
};

function examineTurn(facts: Facts, turn: Turn): NewFinding[] {
  const { before, after } = turn;
  if (before.session === after.session) {
    const reason = whyMustRotate(facts, turn);
    return reason ? [finding("rotation-missed", turn, `still used session ${after.session}, although ${reason}`)] : [];
  }
  const usedBefore = facts.messages.find(
    ({ session, sender, to }) => session === after.session && sender === after.sender && to < before.from,
  );
  if (usedBefore) {
    return [
      finding(
        "rotation-undone",
        turn,
        `went back to session ${after.session}, last used for “${usedBefore.sent.body}”`,
      ),
    ];
  }
  return mayRotate(facts, turn)
    ? []
    : [
        finding(
          "rotation-needless",
          turn,
          `changed from session ${before.session} to ${after.session} for no reason that the journal knows`,
        ),
      ];
}

function finding(kind: FindingKind, { before, after }: Turn, what: string): NewFinding {
  const { sent, sender, event } = after;
  const story = [`Between “${before.sent.body}” and “${sent.body}”, ${sender} ${what}.`];
  return { kind, severity: "broken", beat: sent.beat, event, device: sender, story };
}
