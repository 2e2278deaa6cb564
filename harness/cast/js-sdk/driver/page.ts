import { IndexedDBStore } from "matrix-js-sdk";
import { MethodServer } from "../../rpc/server.ts";
import { explain } from "./errors.ts";
import { methods } from "./methods/index.ts";
import { SessionStore } from "./session-store.ts";
import { steadyFetch } from "./steady-fetch.ts";

declare global {
  /** Put into the page by the harness: takes lines of the driver protocol, each ended by a newline. */
  function sendToHarness(lines: string): Promise<void>;
  /** Put there likewise: see `steadyFetch`. */
  function brokeOff(url: string): Promise<boolean>;
  /** Set by the harness, or not at all. */
  var wantsDebugLog: boolean | undefined;
  /** Called by the harness with one line. */
  var receiveFromHarness: (line: string) => Promise<void>;
}

globalThis.fetch = steadyFetch(globalThis.fetch.bind(globalThis), brokeOff);

let outbox = "";

/** Crossing over to the harness is dear and logs are many: what is said in one go crosses in one go. */
function send(line: string): void {
  if (outbox === "") {
    queueMicrotask(() => {
      const lines = outbox;
      outbox = "";
      void sendToHarness(lines);
    });
  }
  outbox += `${line}\n`;
}

const chromium = /Chrome\/([\d.]+)/.exec(navigator.userAgent)?.[1] ?? "unknown";
const sessions = new SessionStore();
const platform = {
  driver: "matrix-js-sdk in Chromium",
  versions: { chromium },
  debug: globalThis.wantsDebugLog === true,
  storage: {
    syncStore: () => new IndexedDBStore({ indexedDB, localStorage, dbName: "sync" }),
    save: sessions.save,
    load: sessions.load,
  },
};

const server = new MethodServer(send, explain);
server.serve(methods(platform, server.emit));
globalThis.receiveFromHarness = (line) => server.receive(line);
