import { randomBytes } from "node:crypto";
import type { ServerName } from "../journal/index.ts";
import { authority } from "./authority.ts";
import { type ContainerSpec, startContainer } from "./container.ts";
import { DeployedWorld } from "./deployed-world.ts";
import { addressOf, startGateway } from "./gateway-container.ts";
import { Homeserver } from "./homeserver.ts";
import { IssuerSecrets, type SignIn, startIssuer } from "./issuer.ts";
import { ISSUER } from "./issuer-name.ts";
import { labelsOf, RENEWABLE_LABEL, WORLD_LABEL } from "./labels.ts";
import { createServerNetwork, type ServerNetwork } from "./networks.ts";
import { removeLabelled } from "./reaper.ts";
import { reapAtDeath } from "./reaping.ts";
import type { World } from "./world.ts";

export interface ServerOptions {
  /** Its network alias and its Matrix server name. */
  name: ServerName;
  /** Any image that satisfies the Complement contract. */
  image: string;
  env?: Record<string, string>;
  /** Path in the container -> content; there before it starts. */
  files?: Record<string, string>;
}

export interface WorldOptions {
  servers: ServerOptions[];
  /** `fast`: short federation back-off; `production`: the server's defaults. Our own images know it by TORTURE_PROFILE. */
  profile: "fast" | "production";
  runId: string;
  /** Has the gateway's program, and the issuer's. */
  gatewayImage: string;
  /** Has all servers, which must be Synapse, delegate sign-in to an issuer. Without it, they do it by password. */
  signIn?: SignIn;
  /** For each server, and for the gateway; 60 s by default. */
  startTimeoutMs?: number;
}

const START_TIMEOUT_MS = 60_000;
/** A server that starts makes way for those of plays under way: most worlds are made ahead. */
const SHARES_AT_START = 128;
const USUAL_SHARES = 1024;
const SERVER_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Makes a world of federated homeservers behind one gateway. If it fails, nothing of it is left. */
export async function deployWorld(options: WorldOptions): Promise<World> {
  const began = performance.now();
  checkNames(options.servers);
  reapAtDeath(options.runId);
  const id = `${options.runId}-${randomBytes(3).toString("hex")}`;
  try {
    const { gateway, servers, issuer } = await start(id, options);
    return new DeployedWorld({ id, gateway, servers, issuer, deployMs: Math.round(performance.now() - began) });
  } catch (error) {
    await removeLabelled(WORLD_LABEL, id);
    throw error;
  }
}

async function start(id: string, options: WorldOptions) {
  const { gatewayImage: image, signIn } = options;
  const labels = labelsOf(options.runId, id);
  const timeoutMs = options.startTimeoutMs ?? START_TIMEOUT_MS;
  const names = options.servers.map(({ name }) => name);
  const networks = new Map(
    await all(
      [...names, ...(signIn ? [ISSUER] : [])].map(
        async (name) => [name, await createServerNetwork(`${id}-${name}`, labels)] as const,
      ),
    ),
  );
  const secrets = new IssuerSecrets(names);
  const gatewayStarting = startGateway({ image, name: `${id}-gateway`, labels, networks, timeoutMs });
  const startOurIssuer = async (by: SignIn) =>
    startIssuer({
      image,
      name: `${id}-${ISSUER}`,
      labels,
      servers: names,
      network: networks.get(ISSUER) as ServerNetwork,
      gateway: await gatewayStarting,
      secrets,
      signIn: by,
      timeoutMs,
    });
  const serversStarting = all(
    options.servers.map((server) => {
      const files = { ...server.files, ...(signIn && secrets.fragment(server.name)) };
      return startServer({ ...server, files }, id, labels, networks, options.profile);
    }),
  );
  const [gateway, issuer, containers] = await all([
    gatewayStarting,
    signIn && startOurIssuer(signIn),
    serversStarting,
  ] as const);
  const servers = containers.map((container) => {
    const delegation = issuer?.delegation(container.name);
    const clientUrl = gateway.clientUrl(container.name);
    const around = { clientUrl, gateway: gateway.gateway, gatewayImage: image, startTimeoutMs: timeoutMs };
    return new Homeserver({ ...container, ...around, ...(delegation && { delegation }) });
  });
  await all(servers.map((server) => server.ready()));
  await all(containers.map(({ container }) => container.update({ CpuShares: USUAL_SHARES })));
  return { gateway, servers, issuer };
}

async function startServer(
  { name, image, env = {}, files = {} }: ServerOptions,
  worldId: string,
  labels: Record<string, string>,
  networks: ReadonlyMap<ServerName, ServerNetwork>,
  profile: string,
) {
  const ca = await authority();
  const network = networks.get(name) as ServerNetwork;
  const spec: ContainerSpec = {
    image,
    role: `Server ${name}`,
    name: `${worldId}-${name}`,
    labels,
    env: { SERVER_NAME: name, TORTURE_PROFILE: profile, ...env },
    files: { "/complement/ca/ca.crt": ca.certificate, "/complement/ca/ca.key": ca.key, ...files },
    network: { name: network.name, endpoint: { Aliases: [name, addressOf(name)] } },
    dns: network.gatewayAddress,
  };
  const { container, imageLabels } = await startContainer({ ...spec, cpuShares: SHARES_AT_START });
  return { name, spec, container, isRenewable: imageLabels[RENEWABLE_LABEL] === "true" };
}

function checkNames(servers: ServerOptions[]): void {
  const names = servers.map(({ name }) => name);
  const bad = names.find((name) => !SERVER_NAME.test(name) || name === "clients" || name === ISSUER);
  if (bad !== undefined)
    throw new Error(`${bad} is no name for a server: lower-case letters, digits, dots and hyphens.`);
  if (new Set(names).size !== names.length) throw new Error(`Two servers have one name: ${names.join(", ")}.`);
  if (names.length === 0) throw new Error("A world needs at least one server.");
}

/** Like `Promise.all`, but settles only when everything has, so that what is made late is removed as well. */
async function all<T extends readonly unknown[]>(promises: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
