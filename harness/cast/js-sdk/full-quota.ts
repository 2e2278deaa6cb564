/** A page whose IndexedDB takes nothing more, as on a full disk: Chromium then says that the quota is used up. */
import type { Page } from "playwright-core";
import type { TroubledDisk } from "../protocol.ts";

/** Chromium trusts its last look at the quota for 30 s. */
const STALE_AFTER_MS = 35_000;

declare global {
  /** Transactions of this page that were refused for want of space, while `stopCounting` is there. */
  var refusedTransactions: number | undefined;
  var stopCounting: (() => void) | undefined;
}

/** Resolves once a write has been refused. */
export async function exhaustQuota(page: Page): Promise<TroubledDisk> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  let struck = 0;
  const refused = () => page.evaluate(() => globalThis.refusedTransactions ?? 0);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  await page.evaluate(writeUntilRefused, STALE_AFTER_MS);
  await page.evaluate(countRefusals);
  return {
    struck: async () => {
      if (!page.isClosed()) struck = await refused().catch(() => struck);
      return struck;
    },
    mend: async () => {
      if (page.isClosed()) return;
      struck = await refused();
      await page.evaluate(() => globalThis.stopCounting?.());
      await session.send("Storage.overrideQuotaForOrigin", { origin });
      await session.detach();
    },
  };
}

/** Runs in the page. Writes to a database of its own, which it takes away again. */
async function writeUntilRefused(withinMs: number): Promise<void> {
  const name = "is-there-space";
  const open = indexedDB.open(name);
  open.onupgradeneeded = () => open.result.createObjectStore(name);
  await new Promise((resolve, reject) => {
    open.onsuccess = resolve;
    open.onerror = () => reject(open.error);
  });
  const isRefused = () =>
    new Promise<boolean>((resolve) => {
      const transaction = open.result.transaction(name, "readwrite");
      transaction.objectStore(name).put("something", 1);
      transaction.oncomplete = () => resolve(false);
      transaction.onabort = () => resolve(transaction.error?.name === "QuotaExceededError");
    });
  const end = performance.now() + withinMs;
  while (!(await isRefused())) {
    if (performance.now() > end) throw new Error(`Chromium still writes ${withinMs} ms after its quota was used up.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  open.result.close();
  indexedDB.deleteDatabase(name);
}

/** Runs in the page. */
function countRefusals(): void {
  const { transaction } = IDBDatabase.prototype;
  globalThis.refusedTransactions = 0;
  IDBDatabase.prototype.transaction = function (...args) {
    const made = transaction.apply(this, args);
    made.addEventListener("abort", () => {
      if (made.error?.name === "QuotaExceededError")
        globalThis.refusedTransactions = (globalThis.refusedTransactions ?? 0) + 1;
    });
    return made;
  };
  globalThis.stopCounting = () => {
    IDBDatabase.prototype.transaction = transaction;
    globalThis.stopCounting = undefined;
  };
}
