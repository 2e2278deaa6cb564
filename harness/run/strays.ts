/** Promises that a story leaves alone, such as a message that it sends without waiting, when they are rejected. */
import { AsyncLocalStorage } from "node:async_hooks";

const plays = new AsyncLocalStorage<(reason: unknown) => void>();

/**
 * Plays, and rejects as well with what anything begun by the play is rejected with where nobody waits for it. What comes
 * after the play's end, as when its clients are ended, is of no interest any more. Needs `heedStrays`.
 */
export async function withStrays<T>(play: () => Promise<T>): Promise<T> {
  const stray = Promise.withResolvers<never>();
  stray.promise.catch(() => {}); // Of no interest after the end.
  return await plays.run(stray.reject, () => Promise.race([play(), stray.promise]));
}

/** Hands rejections that nobody waits for to their plays, until the returned function is called. Others are fatal, as ever. */
export function heedStrays(): () => void {
  const hear = (reason: unknown) => {
    const rejectPlay = plays.getStore();
    if (!rejectPlay) throw reason;
    rejectPlay(reason);
  };
  process.on("unhandledRejection", hear);
  return () => process.off("unhandledRejection", hear);
}
