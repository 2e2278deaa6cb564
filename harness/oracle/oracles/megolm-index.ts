import type { NewFinding, Oracle } from "../case.ts";
import type { Message } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";

/**
 * Within one Megolm session no index is used twice, and the indices grow with the messages: a ratchet turned back
 * gives away its key stream (Megolm specification, "Message replays").
 */
export const megolmIndex: Oracle = {
  name: "megolm-index",
  examine({ facts }) {
    const encrypted = facts.messages.filter(
      ({ session, index, sent }) => session && index !== undefined && !sent.forged,
    );
    const bySession = Map.groupBy(encrypted, ({ session }) => session);
    return [...bySession.values()].flatMap((messages) => [...reused(messages), ...disordered(messages)]);
  },
};

function reused(messages: readonly Message[]): NewFinding[] {
  const byIndex = Map.groupBy(messages, ({ index }) => index);
  return [...byIndex.values()]
    .filter((same) => same.length > 1)
    .map((same) => {
      const [first, second] = same as [Message, Message];
      return finding(
        "index-reused",
        second,
        `It has index ${second.index} of session ${second.session}, which “${first.sent.body}” had already used.`,
      );
    });
}

/** Only messages that were sent one after the other: of those that overlapped, any order is right. */
function disordered(messages: readonly Message[]): NewFinding[] {
  return messages.flatMap((message) => {
    const earlier = messages.find(
      ({ to, index }) => to < message.from && (index as number) > (message.index as number),
    );
    if (!earlier) return [];
    return finding(
      "index-disorder",
      message,
      `It has index ${message.index} of session ${message.session}; “${earlier.sent.body}”, sent before it, has ${earlier.index}.`,
    );
  });
}

function finding(kind: FindingKind, { sent, event, sender }: Message, sentence: string): NewFinding {
  return {
    kind,
    severity: "broken",
    beat: sent.beat,
    event,
    device: sender,
    story: [`${sender} sent “${sent.body}”. ${sentence}`],
  };
}
