import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Container } from "dockerode";
import type { Journal, ServerName } from "../journal/index.ts";
import { ContainerLog } from "./container-log.ts";
import type { GatewayContainer } from "./gateway-container.ts";
import type { Homeserver } from "./homeserver.ts";
import type { IssuerContainer } from "./issuer.ts";
import { ISSUER } from "./issuer-name.ts";
import { WORLD_LABEL } from "./labels.ts";
import { removeLabelled } from "./reaper.ts";
import type { TapGateway } from "./tap-gateway.ts";
import type { World } from "./world.ts";

/** A world that runs in Docker. */
export class DeployedWorld implements World {
  readonly id: string;
  readonly gateway: TapGateway;
  readonly servers: ReadonlyMap<ServerName, Homeserver>;
  readonly deployMs: number;
  /** Those of no server, by what they are. */
  readonly #containers: [string, Container][];
  #logs: ContainerLog[] = [];
  #closing: Promise<unknown> | undefined;

  constructor(
    id: string,
    { gateway, container }: GatewayContainer,
    servers: Homeserver[],
    issuer: IssuerContainer | undefined,
    deployMs: number,
  ) {
    this.id = id;
    this.gateway = gateway;
    this.#containers = [["gateway", container], ...(issuer ? [[ISSUER, issuer.container] as [string, Container]] : [])];
    this.servers = new Map(servers.map((server) => [server.name, server]));
    this.deployMs = deployMs;
  }

  server(name: ServerName): Homeserver {
    const server = this.servers.get(name);
    if (!server) throw new Error(`This world has no server ${name}. It has ${[...this.servers.keys()].join(", ")}.`);
    return server;
  }

  attach(journal: Journal, logsPath: string): void {
    mkdirSync(logsPath, { recursive: true });
    this.gateway.onExchange(({ startedAt, ...exchange }) => {
      journal.write({ ...exchange, t: journal.fromWallClock(startedAt) });
    });
    this.#logs = this.#containers.map(([name, container]) => {
      const log = new ContainerLog(name, journal, join(logsPath, `${name}.log`));
      log.follow(container);
      return log;
    });
    for (const server of this.servers.values()) server.attach(journal, join(logsPath, `${server.name}.log`));
  }

  async close(): Promise<void> {
    this.#closing ??= this.#remove();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #remove(): Promise<void> {
    this.gateway.close();
    await removeLabelled(WORLD_LABEL, this.id);
    for (const server of this.servers.values()) server.detach();
    for (const log of this.#logs) log.close();
  }
}
