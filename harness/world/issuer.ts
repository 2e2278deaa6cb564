/** Starts the issuer to which the servers of a world delegate sign-in, and has accounts made there. */
import { randomBytes } from "node:crypto";
import type { Container } from "dockerode";
import type { IssuerConfig } from "../../images/gateway/issuer/config.ts";
import type { ServerName } from "../journal/index.ts";
import { type ContainerSpec, startContainer, whileRunning } from "./container.ts";
import { addressOf, type GatewayContainer } from "./gateway-container.ts";
import { ISSUER, ISSUER_PORT } from "./issuer-name.ts";
import type { ServerNetwork } from "./networks.ts";
import type { Delegation } from "./world.ts";

const PORT = 8008;
const REQUEST_TIMEOUT_MS = 10_000;

/** How long an access token is good for, s, unless the story says otherwise: as at Matrix Authentication Service. */
const TOKEN_LIFETIME_S = 300;

/** How the servers of a world sign users in when they do not do it themselves. */
export interface SignIn {
  by: "oauth";
  /** How long access tokens are good for, s; 300 by default. */
  tokenLifetimeS?: number;
}

/** The secrets that each server shares with its issuer, and what tells it so. */
export class IssuerSecrets {
  readonly #secrets: ReadonlyMap<ServerName, string>;

  constructor(servers: ServerName[]) {
    this.#secrets = new Map(servers.map((name) => [name, randomBytes(16).toString("hex")]));
  }

  of(server: ServerName): string {
    return this.#secrets.get(server) as string;
  }

  /** Synapse's part of the configuration: registration and passwords are the issuer's from now on. */
  fragment(server: ServerName): Record<string, string> {
    const config = {
      matrix_authentication_service: {
        enabled: true,
        endpoint: `http://${ISSUER}:${ISSUER_PORT}/${server}/`,
        secret: this.of(server),
      },
      enable_registration: false,
      password_config: { enabled: false },
    };
    return { "/complement/homeserver.d/issuer.yaml": JSON.stringify(config) };
  }
}

export interface IssuerContainer {
  container: Container;
  delegation(server: ServerName): Delegation;
}

export async function startIssuer(options: {
  image: string;
  name: string;
  labels: Record<string, string>;
  servers: ServerName[];
  network: ServerNetwork;
  gateway: GatewayContainer;
  secrets: IssuerSecrets;
  signIn: SignIn;
  timeoutMs: number;
}): Promise<IssuerContainer> {
  const { gateway, network, secrets, servers, signIn } = options;
  const urlOf = (server: ServerName) => `${gateway.clientUrl(ISSUER)}/${server}`;
  const config: IssuerConfig = {
    port: PORT,
    realms: servers.map((server) => ({
      server,
      url: urlOf(server),
      homeserverUrl: gateway.plainUrl(server),
      secret: secrets.of(server),
      tokenLifetimeS: signIn.tokenLifetimeS ?? TOKEN_LIFETIME_S,
    })),
  };
  const spec: ContainerSpec = {
    image: options.image,
    role: "The issuer",
    name: options.name,
    labels: options.labels,
    command: ["node", "/issuer/main.ts"],
    files: { "/issuer/config.json": JSON.stringify(config) },
    network: { name: network.name, endpoint: { Aliases: [addressOf(ISSUER)] } },
    dns: network.gatewayAddress,
  };
  const { container } = await startContainer(spec);
  await whileRunning(spec, container, gateway.gateway.awaitServer(ISSUER, options.timeoutMs));
  return { container, delegation: (server) => new Realm(urlOf(server), secrets.of(server)) };
}

/** One server's issuer, as the harness asks it. */
class Realm implements Delegation {
  readonly #url: string;
  readonly #secret: string;

  constructor(url: string, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  async register(localpart: string, password: string): Promise<void> {
    await this.#ask("users", { localpart, password });
  }

  async accessToken(localpart: string, deviceId: string): Promise<string> {
    const answer = await this.#ask<{ access_token: string }>("tokens", { localpart, device_id: deviceId });
    return answer.access_token;
  }

  async endSession(localpart: string, deviceId: string): Promise<void> {
    await this.#ask("end-session", { localpart, device_id: deviceId });
  }

  async #ask<T>(what: string, body: Record<string, string>): Promise<T> {
    const answer = await fetch(`${this.#url}/admin/${what}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#secret}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The issuer answered ${answer.status} to ${what}: ${text}`);
    return JSON.parse(text) as T;
  }
}
