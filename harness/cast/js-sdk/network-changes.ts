import type { Page, Request } from "playwright-core";

/** What Chromium calls it when a network interface of the machine came or went. */
const NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED";

/** The requests of a page that Chromium broke off because the machine's networks changed: see `steadyFetch`. */
export class NetworkChanges {
  readonly #broken: string[] = [];

  constructor(page: Pick<Page, "on">) {
    page.on("requestfailed", (request: Request) => {
      if (request.failure()?.errorText === NETWORK_CHANGED) this.#broken.push(request.url());
    });
  }

  /** Whether one to this URL was broken off that nobody has claimed yet. */
  claim(url: string): boolean {
    const at = this.#broken.indexOf(url);
    if (at >= 0) this.#broken.splice(at, 1);
    return at >= 0;
  }
}
