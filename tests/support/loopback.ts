/** The tap between a caller and an upstream of the test's own, all on loopback and without Toxiproxy. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer, request as tlsRequest } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { authority } from "../../harness/world/authority.ts";
import { ControlLine } from "../../harness/world/control-line.ts";
import type { Exchange, Refusal } from "../../harness/world/gateway.ts";
import { TapGateway } from "../../harness/world/tap-gateway.ts";
import { Control } from "../../images/gateway/tap/control.ts";
import { listen } from "../../images/gateway/tap/listeners.ts";
import type { TapConfig } from "../../images/gateway/tap/wire.ts";

export interface Loopback extends AsyncDisposable {
  gateway: TapGateway;
  /** What a client of hs1 dials. */
  url: string;
  /** Where hs1 dials hs2. */
  federationPort: number;
  wellKnownPort: number;
  controlPort: number;
  /** How many requests the tap holds back right now. */
  held(): number;
  exchanges: Exchange[];
  refusals: Refusal[];
  /** The next exchange that ends. */
  nextExchange(): Promise<Exchange>;
  /** A fetch from hs1 to hs2, by TLS and trusting our authority. */
  federate(path: string, request?: Request): Promise<{ status: number; body: string }>;
}

export async function loopback(upstream: RequestListener): Promise<Loopback> {
  const ca = await authority();
  const certificate = await ca.certify("hs2");
  const plain = createServer(upstream).listen(0, "127.0.0.1");
  const secure = createTlsServer({ key: ca.gatewayKey, cert: certificate }, upstream).listen(0, "127.0.0.1");
  await Promise.all([once(plain, "listening"), once(secure, "listening")]);
  const [clientPort, federationPort, wellKnownPort, controlPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const config: TapConfig = {
    secret: "sesame",
    controlPort,
    servers: [{ name: "hs1", clientPort, probe: { host: "127.0.0.1", port: portOf(plain) } }],
    links: [
      { name: "clients->hs1", from: "clients", to: "hs1", host: "127.0.0.1", port: portOf(plain) },
      { name: "hs1->hs2", from: "hs1", to: "hs2", host: "127.0.0.1", port: portOf(secure) },
    ],
    callers: { "127.0.0.1": "hs1" },
    federationPort,
    wellKnownPort,
    tls: { key: ca.gatewayKey, certificates: { hs2: certificate } },
    toxiproxy: { apiPort: 0, proxies: [] },
  };
  const control = new Control(config);
  const stop = await listen(control.tap, config, "127.0.0.1");
  const controlServer = await control.listen("127.0.0.1");
  const line = await ControlLine.open(controlPort, config.secret, 1000);
  const gateway = new TapGateway(line, 0, ["clients->hs1", "hs1->hs2"]);
  const exchanges: Exchange[] = [];
  const refusals: Refusal[] = [];
  gateway.onExchange((exchange) => exchanges.push(exchange));
  gateway.onRefusal((refusal) => refusals.push(refusal));
  return {
    gateway,
    url: `http://127.0.0.1:${clientPort}`,
    federationPort,
    wellKnownPort,
    controlPort,
    held: () => control.tap.held,
    exchanges,
    refusals,
    nextExchange: () =>
      new Promise((resolve) => {
        const off = gateway.onExchange((exchange) => {
          off();
          resolve(exchange);
        });
      }),
    federate: (path, request = {}) => tlsFetch(federationPort, path, ca.certificate, request),
    [Symbol.asyncDispose]: async () => {
      line.close();
      stop();
      controlServer.close();
      plain.closeAllConnections();
      secure.closeAllConnections();
      plain.close();
      secure.close();
    },
  };
}

export interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

async function tlsFetch(port: number, path: string, ca: string, { method = "GET", headers = {}, body }: Request) {
  const request = tlsRequest({ host: "127.0.0.1", port, servername: "hs2", ca, path, method, headers, agent: false });
  request.end(body);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  return { status: reply.statusCode ?? 0, body: await text(reply) };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
