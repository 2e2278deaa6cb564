import { createReadStream } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/**
 * The host that pages believe to be on. Chromium maps it to the port of the day, so that the origin, which
 * storage belongs to, outlives the harness; and it trusts this name enough for `crypto.subtle`.
 */
const PAGE_HOST = "js-sdk.localhost";

/** What a page loads before it runs. */
export const PAGE_URLS = { page: `http://${PAGE_HOST}/`, script: `http://${PAGE_HOST}/driver.js` };

const PAGE = `<!doctype html><meta charset="utf-8"><title>driver</title><script type="module" src="/driver.js"></script>`;

const FILES: Record<string, string> = {
  "/driver.js": "text/javascript; charset=utf-8",
  "/pkg/matrix_sdk_crypto_wasm_bg.wasm": "application/wasm",
};

/** Serves the driver's page on a loopback port. */
export class Assets {
  readonly host = PAGE_HOST;
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async serve(folder: string): Promise<Assets> {
    const server = createServer(({ url = "/" }, response) => {
      if (url === "/") return response.setHeader("content-type", "text/html").end(PAGE);
      const type = FILES[url];
      if (!type) return response.writeHead(404).end();
      response.writeHead(200, { "content-type": type, "cache-control": "max-age=31536000, immutable" });
      return createReadStream(join(folder, url)).pipe(response);
    });
    // The harness may end while it serves.
    server.unref();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Assets(server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
