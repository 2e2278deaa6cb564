import type { Facts, Message, Span } from "../facts/index.ts";

/** Two messages of one device in one room, one sent after the other. */
export interface Turn {
  readonly before: Message;
  readonly after: Message;
  /** From the end of the first send to the beginning of the second. */
  readonly between: Span;
  /** From the beginning of the first send to the end of the second. */
  readonly around: Span;
}

/** All turns whose order is certain: sends that overlapped are left out. */
export function turnsOf({ messages }: Facts): Turn[] {
  const encrypted = messages.filter(({ session, sent }) => session && !sent.forged);
  const streams = Map.groupBy(encrypted, ({ sender, room }) => `${sender} ${room}`);
  return [...streams.values()].flatMap((stream) => {
    const ordered = stream.toSorted((a, b) => a.from - b.from);
    return ordered.slice(1).flatMap((after, at) => turn(ordered[at] as Message, after));
  });
}

function turn(before: Message, after: Message): Turn[] {
  if (before.to > after.from) return [];
  const between = { from: before.to, to: after.from };
  return [{ before, after, between, around: { from: before.from, to: after.to } }];
}
