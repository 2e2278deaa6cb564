/** Where callers come in: in plain HTTP on one port per server, other servers by TLS on the federation port. */
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket, type TLSSocket as Tls } from "node:tls";
import { Connection, dial, type TapLink } from "./connection.ts";
import { Exchange } from "./exchange.ts";
import type { Tap } from "./tap.ts";
import type { TapConfig } from "./wire.ts";

/** Starts all listeners; returns the way to stop them. */
export async function listen(tap: Tap, config: TapConfig, host: string): Promise<() => void> {
  const exchanges = new ExchangeServer(tap);
  const contexts = new Map(
    Object.entries(config.tls.certificates).map(([name, cert]) => [
      name,
      createSecureContext({ cert, key: config.tls.key }),
    ]),
  );
  const servers = await Promise.all([
    ...config.servers.map(({ name, plainPort }) => started(plainListener(exchanges, config, name), plainPort, host)),
    started(federationListener(tap, exchanges, config, contexts), config.federationPort, host),
    started(wellKnownListener(contexts, config.federationPort), config.wellKnownPort, host),
  ]);
  return () => {
    for (const server of servers) server.close();
  };
}

/** Parses HTTP on connections that others accepted. */
class ExchangeServer {
  readonly #connections = new WeakMap<Socket, Connection>();
  readonly #http: HttpServer;

  constructor(tap: Tap) {
    this.#http = createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, maxHeaderSize: 65_536 });
    this.#http.on("request", (incoming, outgoing) => {
      const connection = this.#connections.get(incoming.socket);
      if (connection) void new Exchange(tap, connection, incoming, outgoing).run();
    });
    this.#http.on("clientError", (_, socket) => socket.destroy());
  }

  serve(socket: Socket, connection: Connection): void {
    socket.on("error", () => {});
    this.#connections.set(socket, connection);
    this.#http.emit("connection", socket);
  }
}

/** For clients, and between a homeserver and its issuer: our own address tells the network that it is dialled from. */
function plainListener(exchanges: ExchangeServer, config: TapConfig, to: string): Server {
  const links = config.links.filter((link) => link.to === to && !link.tls);
  const byClients = links.find(({ from }) => from === "clients");
  return createTcpServer({ noDelay: true }, (socket) => {
    const caller = config.callers[socket.localAddress ?? ""];
    const link = links.find(({ from }) => from === caller) ?? byClients;
    if (link) exchanges.serve(socket, new Connection(link, socket));
    else socket.resetAndDestroy();
  });
}

/** The name that the caller asks for (SNI) tells the target, our own address the network it dials from. */
function federationListener(
  tap: Tap,
  exchanges: ExchangeServer,
  config: TapConfig,
  contexts: Map<string, SecureContext>,
): Server {
  return createTcpServer({ noDelay: true }, (raw) => {
    raw.on("error", () => {});
    const from = config.callers[raw.localAddress ?? ""];
    let made: { link: TapLink; upstream: Socket } | undefined;
    const tls = new TLSSocket(raw, {
      isServer: true,
      SNICallback: (name, proceed) => {
        const context = contexts.get(name);
        const link = config.links.find((known) => known.from === from && known.to === name);
        if (!context || !link) return raw.resetAndDestroy();
        connected(tap, link, raw).then(
          (upstream) => {
            made = { link, upstream };
            proceed(null, context);
          },
          () => raw.resetAndDestroy(),
        );
      },
    });
    tls.on("error", () => {});
    tls.on("secure", () => {
      if (made) exchanges.serve(tls, new Connection(made.link, raw, made.upstream));
      else raw.resetAndDestroy();
    });
  });
}

/** A connection to the server, ready to use. While there is none, the caller's handshake waits, or fails with it. */
async function connected(tap: Tap, link: TapLink, raw: Socket): Promise<Socket> {
  const upstream = dial(link);
  try {
    await new Promise<void>((resolve, reject) => {
      upstream.once("secureConnect", resolve);
      upstream.once("error", reject);
      upstream.once("close", () => reject(new Error("closed by the server or its proxy")));
      raw.once("close", () => reject(new Error("given up by the caller")));
    });
    return upstream;
  } catch (error) {
    upstream.destroy();
    tap.refused(link.name, (error as Error).message);
    throw error;
  }
}

/**
 * Answers server discovery, so that nobody looks up SRV records, which an internal network has not
 * (server-server specification, "Server discovery").
 */
function wellKnownListener(contexts: Map<string, SecureContext>, federationPort: number): Server {
  const options = {
    SNICallback: (name: string, proceed: (error: Error | null, context?: SecureContext) => void) =>
      proceed(null, contexts.get(name)),
  };
  return createHttpsServer(options, (request, response) => {
    const found = request.url === "/.well-known/matrix/server";
    const name = (request.socket as Tls & { servername?: string }).servername;
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
    response.end(found ? JSON.stringify({ "m.server": `${name}:${federationPort}` }) : "{}");
  });
}

function started(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}
