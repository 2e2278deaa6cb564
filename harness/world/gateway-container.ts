/** Makes the gateway's configuration and starts its container. */
import { randomBytes } from "node:crypto";
import type { Container } from "dockerode";
import { Toxiproxy } from "toxiproxy-node-client";
import type { TapConfig } from "../../images/gateway/tap/wire.ts";
import type { LinkName, ServerName } from "../journal/index.ts";
import { authority } from "./authority.ts";
import { type ContainerSpec, startContainer, whileRunning } from "./container.ts";
import { ControlLine } from "./control-line.ts";
import { ISSUER, ISSUER_PORT } from "./issuer-name.ts";
import type { ServerNetwork } from "./networks.ts";
import { TapGateway } from "./tap-gateway.ts";

const FEDERATION_PORT = 8448;
const CLIENT_API_PORT = 8008;
const CONTROL_PORT = 9000;
const TOXIPROXY_PORT = 8474;
const FIRST_PLAIN_PORT = 9100;
const FIRST_LINK_PORT = 20_000;

/** A server's own address for the gateway; its name is the gateway's on every other network. */
export const addressOf = (server: ServerName): string => `${server}.server`;

export interface GatewayContainer {
  gateway: TapGateway;
  container: Container;
  /** What clients of a server dial. */
  clientUrl(server: ServerName): string;
  /** What a server's issuer dials. */
  plainUrl(server: ServerName): string;
}

/** Starts the gateway of these servers, and of their issuer if it has a network, on their networks. */
export async function startGateway(options: {
  image: string;
  name: string;
  labels: Record<string, string>;
  networks: ReadonlyMap<ServerName, ServerNetwork>;
  timeoutMs: number;
}): Promise<GatewayContainer> {
  const config = await configure(options.networks);
  const spec: ContainerSpec = {
    image: options.image,
    role: "The gateway",
    name: options.name,
    labels: options.labels,
    dns: "127.0.0.1",
    files: { "/tap/config.json": JSON.stringify(config) },
    ports: [CONTROL_PORT, TOXIPROXY_PORT, ...config.servers.map(({ plainPort }) => plainPort)],
    joins: [...options.networks].map(([server, { network, gatewayAddress }]) => ({
      id: network.id,
      endpoint: {
        Aliases: [...options.networks.keys()].filter((other) => other !== server),
        IPAMConfig: { IPv4Address: gatewayAddress },
      },
    })),
  };
  const { container, port } = await startContainer(spec);
  const opening = ControlLine.open({ host: "127.0.0.1", port: port(CONTROL_PORT) }, config.secret, options.timeoutMs);
  const line = await whileRunning(spec, container, opening);
  const links = config.links.map(({ name }) => name as LinkName);
  return {
    container,
    gateway: new TapGateway(line, new Toxiproxy(`http://127.0.0.1:${port(TOXIPROXY_PORT)}`), links),
    clientUrl: (server) => `http://127.0.0.1:${port(plainPort(config, server))}`,
    plainUrl: (server) => `http://${server}:${plainPort(config, server)}`,
  };
}

async function configure(networks: ReadonlyMap<ServerName, ServerNetwork>): Promise<TapConfig> {
  const names = [...networks.keys()];
  const links = directedLinks(names).map((link, index) => ({
    ...link,
    host: "127.0.0.1",
    port: FIRST_LINK_PORT + index,
  }));
  const ca = await authority();
  const homeservers = names.filter((name) => name !== ISSUER);
  const certificates = await Promise.all(homeservers.map(async (name) => [name, await ca.certify(name)] as const));
  return {
    secret: randomBytes(16).toString("hex"),
    controlPort: CONTROL_PORT,
    servers: names.map((name, index) => ({
      name,
      plainPort: name === ISSUER ? ISSUER_PORT : FIRST_PLAIN_PORT + index,
      probe: {
        host: addressOf(name),
        port: CLIENT_API_PORT,
        path: name === ISSUER ? "/health" : "/_matrix/client/versions",
      },
    })),
    links,
    callers: Object.fromEntries([...networks].map(([server, { gatewayAddress }]) => [gatewayAddress, server])),
    federationPort: FEDERATION_PORT,
    wellKnownPort: 443,
    tls: { key: ca.gatewayKey, certificates: Object.fromEntries(certificates) },
    toxiproxy: {
      apiPort: TOXIPROXY_PORT,
      proxies: links.map(({ name, to, host, port, tls }) => ({
        name,
        listen: `${host}:${port}`,
        upstream: `${addressOf(to)}:${tls ? FEDERATION_PORT : CLIENT_API_PORT}`,
        enabled: true,
      })),
    },
  };
}

function directedLinks(servers: ServerName[]): { name: LinkName; from: string; to: ServerName; tls: boolean }[] {
  return servers.flatMap((to) =>
    ["clients", ...servers.filter((from) => from !== to)].map((from) => ({
      name: `${from}->${to}` as const,
      from,
      to,
      tls: ![from, to].some((end) => end === "clients" || end === ISSUER),
    })),
  );
}

function plainPort(config: TapConfig, server: ServerName): number {
  const known = config.servers.find(({ name }) => name === server);
  if (!known) throw new Error(`This world has no server ${server}.`);
  return known.plainPort;
}
