/** The tap between a caller and an upstream of the test's own, all on loopback and without Toxiproxy. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer, request as tlsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { Toxiproxy } from "toxiproxy-node-client";
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
  /** The address of loopback at which all of it listens. */
  host: string;
  /** How many requests the tap holds back right now. */
  held(): number;
  exchanges: Exchange[];
  refusals: Refusal[];
  /** The next exchange that ends. */
  nextExchange(): Promise<Exchange>;
  /** A fetch from hs1 to hs2, by TLS and trusting our authority. */
  federate(path: string, request?: Request): Promise<{ status: number; body: string }>;
}

export const PORTS = { client: 8001, federation: 8002, wellKnown: 8003, control: 8004, plain: 8005, secure: 8006 };

export async function loopback(upstream: RequestListener): Promise<Loopback> {
  const host = `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}`;
  const ca = await authority();
  const certificate = await ca.certify("hs2");
  const plain = createServer(upstream).listen(PORTS.plain, host);
  const secure = createTlsServer({ key: ca.gatewayKey, cert: certificate }, upstream).listen(PORTS.secure, host);
  await Promise.all([once(plain, "listening"), once(secure, "listening")]);
  const config: TapConfig = {
    secret: "sesame",
    controlPort: PORTS.control,
    servers: [
      { name: "hs1", plainPort: PORTS.client, probe: { host, port: PORTS.plain, path: "/_matrix/client/versions" } },
    ],
    links: [
      { name: "clients->hs1", from: "clients", to: "hs1", host, port: PORTS.plain, tls: false },
      { name: "hs1->hs2", from: "hs1", to: "hs2", host, port: PORTS.secure, tls: true },
    ],
    callers: { [host]: "hs1" },
    federationPort: PORTS.federation,
    wellKnownPort: PORTS.wellKnown,
    tls: { key: ca.gatewayKey, certificates: { hs2: certificate } },
    toxiproxy: { apiPort: 0, proxies: [] },
  };
  const control = new Control(config);
  const stop = await listen(control.tap, config, host);
  const controlServer = await control.listen(host);
  const line = await ControlLine.open({ host, port: PORTS.control }, config.secret, 1000);
  const gateway = new TapGateway(line, new Toxiproxy("http://127.0.0.1:0"), ["clients->hs1", "hs1->hs2"]);
  const exchanges: Exchange[] = [];
  const refusals: Refusal[] = [];
  gateway.onExchange((exchange) => exchanges.push(exchange));
  gateway.onRefusal((refusal) => refusals.push(refusal));
  return {
    gateway,
    url: `http://${host}:${PORTS.client}`,
    host,
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
    federate: (path, request = {}) => tlsFetch({ host, port: PORTS.federation }, path, ca.certificate, request),
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

async function tlsFetch(
  at: { host: string; port: number },
  path: string,
  ca: string,
  { method = "GET", headers = {}, body }: Request,
) {
  const request = tlsRequest({ ...at, servername: "hs2", ca, path, method, headers, agent: false });
  request.end(body);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  return { status: reply.statusCode ?? 0, body: await text(reply) };
}
