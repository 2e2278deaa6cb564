import type { SavedSession } from "./platform.ts";

const STORE = "session";
const KEY = "current";

/** Keeps a session in IndexedDB: localStorage would be written only seconds later, too late for a SIGKILL. */
export class SessionStore {
  readonly save = async (session: SavedSession): Promise<void> => {
    const transaction = (await open()).transaction(STORE, "readwrite", { durability: "strict" });
    transaction.objectStore(STORE).put(session, KEY);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    });
  };

  readonly load = async (): Promise<SavedSession | undefined> =>
    answer((await open()).transaction(STORE).objectStore(STORE).get(KEY));
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open("driver");
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
