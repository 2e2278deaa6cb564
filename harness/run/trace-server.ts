import { watch } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { renderHtml } from "../report/html/index.ts";
import { readUnfinished } from "../report/run-files.ts";

/** The page is told of changes at most this often. */
const CALM_MS = 500;

export interface TraceServer {
  url: string;
  close(): void;
}

/** Serves the report of a run while it is played, on the loopback alone; its pages follow what happens. */
export async function serveTrace(folder: string, port = 0): Promise<TraceServer> {
  const readers = new Set<ServerResponse>();
  const server = createServer(async (request, response) => {
    if (request.url === "/changes") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      readers.add(response);
      response.once("close", () => readers.delete(response));
    } else if (request.url === "/") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
      response.end(await renderHtml(folder, readUnfinished(folder), true));
    } else {
      response.writeHead(404).end();
    }
  });
  const stopWatching = watchJournals(folder, () => {
    for (const reader of readers) reader.write("data: changed\n\n");
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      stopWatching();
      server.close();
      server.closeAllConnections();
    },
  };
}

function watchJournals(folder: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (!name?.endsWith("journal.ndjson")) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      changed();
    }, CALM_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
