import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A homeserver as a client sees it whose to-device messages the server does not get before they are let go. */
export interface LateToDevice extends AsyncDisposable {
  readonly url: string;
  /** Hands the server what was kept, and keeps nothing more. */
  letGo(): Promise<void>;
}

export async function lateToDevice(upstream: string): Promise<LateToDevice> {
  let kept: (() => Promise<unknown>)[] | undefined = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = request;
    const body = method === "GET" ? undefined : await text(request);
    const forward = () =>
      fetch(upstream + url, {
        method,
        headers: { authorization: headers.authorization ?? "" },
        ...(body && { body }),
      });
    if (kept && url.includes("/sendToDevice/")) {
      kept.push(forward);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
      return;
    }
    const answer = await forward();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  }

  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letGo: async () => {
      const late = kept ?? [];
      kept = undefined;
      for (const forward of late) await forward();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
