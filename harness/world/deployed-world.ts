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

export interface DeployedWorldOptions {
  id: string;
  gateway: Pick<GatewayContainer, "gateway" | "container">;
  servers: Homeserver[];
  issuer?: IssuerContainer | undefined;
  deployMs: number;
  /** Up to then, ISO 8601, the gateway's log is another world's. */
  logsAfter?: string;
}

/** A world that runs in Docker. */
export class DeployedWorld implements World {
  readonly id: string;
  readonly gateway: TapGateway;
  readonly servers: ReadonlyMap<ServerName, Homeserver>;
  readonly deployMs: number;
  readonly #besides: { gateway: Container; [name: string]: Container };
  readonly #logsAfter: string;
  #logs: ContainerLog[] = [];
  #closing: Promise<unknown> | undefined;

  constructor({ id, gateway, servers, issuer, deployMs, logsAfter = "" }: DeployedWorldOptions) {
    this.id = id;
    this.gateway = gateway.gateway;
    this.servers = new Map(servers.map((server) => [server.name, server]));
    this.deployMs = deployMs;
    this.#besides = { gateway: gateway.container, ...(issuer && { [ISSUER]: issuer.container }) };
    this.#logsAfter = logsAfter;
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
    this.#logs = Object.entries(this.#besides).map(([name, container]) => {
      const log = new ContainerLog(name, journal, join(logsPath, `${name}.log`), this.#logsAfter);
      log.follow(container);
      return log;
    });
    for (const server of this.servers.values()) server.attach(journal, join(logsPath, `${server.name}.log`));
  }

  get isRenewable(): boolean {
    return !this.#besides[ISSUER] && [...this.servers.values()].every((server) => server.isRenewable);
  }

  async renewed(): Promise<DeployedWorld> {
    const began = performance.now();
    this.#detach();
    const gateway = await this.gateway.renewed();
    const logsAfter = new Date().toISOString();
    return new DeployedWorld({
      id: this.id,
      gateway: { gateway, container: this.#besides.gateway },
      servers: await Promise.all([...this.servers.values()].map((server) => server.renewed(gateway))),
      deployMs: Math.round(performance.now() - began),
      logsAfter,
    });
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
    this.#detach();
  }

  #detach(): void {
    for (const server of this.servers.values()) server.detach();
    for (const log of this.#logs) log.close();
  }
}
