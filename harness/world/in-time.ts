/**
 * Waits until something happens; keeps no process alive for it.
 *
 * @throws {Error} with this message when it has not within `ms`
 */
export async function inTime(happens: Promise<unknown>, ms: number, message: string): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(message)), ms);
  timer.unref();
  await Promise.race([happens, late.promise]).finally(() => clearTimeout(timer));
}
