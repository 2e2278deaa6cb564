type Fetch = typeof globalThis.fetch;

const MOST_TRIES = 10;

/**
 * A `fetch` that asks again for what the browser itself broke off, because a network interface of the machine came or
 * went meanwhile: Chromium does that to requests that have no connection yet, and interfaces of containers come and go
 * all the time. No server has seen such a request. Every other failure is the caller's.
 *
 * @param brokeOff whether that is what became of a request to this URL
 */
export function steadyFetch(fetch: Fetch, brokeOff: (url: string) => Promise<boolean>): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    for (let left = MOST_TRIES; ; left--) {
      try {
        return await fetch(request.clone());
      } catch (error) {
        if (left === 0 || request.signal.aborted || !(await brokeOff(request.url))) throw error;
      }
    }
  };
}
