import { ErrorCode } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";

interface Emitter {
  on(event: never, listener: () => void): unknown;
  off(event: never, listener: () => void): unknown;
}

/**
 * Waits until `check` finds something, asking now and again at each of the events.
 * @param what is awaited, for the error
 * @throws MethodError after the time
 */
export async function until<T>(
  what: string,
  emitter: Emitter,
  events: readonly string[],
  check: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 20_000,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = async () => {
    const found = await check();
    if (found !== undefined) resolve(found);
  };
  const listener = () => void look().catch(reject);
  const late = () => reject(new MethodError(ErrorCode.failed, `waited ${timeoutMs / 1000} s in vain for ${what}`));
  const timer = setTimeout(late, timeoutMs);
  for (const event of events) emitter.on(event as never, listener);
  try {
    listener();
    return await promise;
  } finally {
    clearTimeout(timer);
    for (const event of events) emitter.off(event as never, listener);
  }
}
