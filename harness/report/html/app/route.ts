import { useMemo, useSyncExternalStore } from "react";
import type { Result } from "../../summary.ts";

/** Where the reader is, as the address after `#` tells: `/?verdict=broken&q=claim` or `/play/<key>?step=4`. */
export interface Route {
  /** Key of the opened result; undefined on the overview. */
  play?: string;
  query: URLSearchParams;
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const play = path.startsWith("/play/") ? decodeURIComponent(path.slice("/play/".length)) : undefined;
  return { query: new URLSearchParams(query), ...(play !== undefined && { play }) };
}

export function routeHash({ play, query }: { play?: string; query?: URLSearchParams }): string {
  const path = play === undefined ? "/" : `/play/${encodeURI(play)}`;
  const search = query?.toString();
  return `#${path}${search ? `?${search}` : ""}`;
}

/**
 * Goes to another place without an entry in the browser's history, e.g. while typing. The page follows at once:
 * were it to follow later, as after `location.replace`, a field would lose what was typed in between.
 */
export function replaceRoute(hash: string): void {
  window.history.replaceState(null, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

/** A name for each result that stays the same when the run is reported again: `<id>/<cell>/<seed>`. */
export function playKeys(results: readonly Result[]): string[] {
  const seen = new Map<string, number>();
  return results.map(({ id, cell, seed }) => {
    const key = `${id}/${cell}/${seed}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}.${count}`;
  });
}
