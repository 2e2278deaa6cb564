import { randomBytes } from "node:crypto";
import type { Container } from "dockerode";
import type { Journal, ServerEntry, ServerName } from "../journal/index.ts";
import { runBeside } from "./beside.ts";
import { type ContainerSpec, startContainer, whileRunning } from "./container.ts";
import { ContainerLog } from "./container-log.ts";
import { docker, isStatus, lastLines } from "./docker.ts";
import type { Gateway } from "./gateway.ts";
import { WITH_WORKERS, type WorkerName } from "./workers.ts";
import type { Companion, Delegation, Server } from "./world.ts";

/** How long a server may take to end after SIGTERM before Docker kills it. */
const STOP_SECONDS = 10;

/** Over which the kernel accounts for computing time, microseconds. */
const CPU_PERIOD_US = 100_000;

export interface HomeserverOptions {
  name: ServerName;
  clientUrl: string;
  delegation?: Delegation;
  spec: ContainerSpec;
  container: Container;
  /** Its image can put a new server in the place of one, in the same container. */
  isRenewable: boolean;
  gateway: Gateway;
  gatewayImage: string;
  startTimeoutMs: number;
  /** What was logged until then is of another world that was here before; ISO 8601. */
  logsAfter?: string;
}

/** A homeserver in its container. */
export class Homeserver implements Server {
  readonly name: ServerName;
  readonly clientUrl: string;
  readonly delegation?: Delegation;
  readonly #options: HomeserverOptions;
  #container: Container;
  /** It runs, and is not paused. */
  #isUp = true;
  /** The container is as it was made, but for what it has stored itself. */
  #isUntouched = true;
  #journal: Journal | undefined;
  #log: ContainerLog | undefined;

  constructor(options: HomeserverOptions) {
    this.#options = options;
    this.name = options.name;
    this.clientUrl = options.clientUrl;
    if (options.delegation) this.delegation = options.delegation;
    this.#container = options.container;
  }

  get image(): string {
    return this.#options.spec.image;
  }

  get containerId(): string {
    return this.#container.id;
  }

  /** Rejects with its last words if it ends, or does not answer in time. */
  async ready(): Promise<void> {
    await whileRunning(
      this.#options.spec,
      this.#container,
      this.#options.gateway.awaitServer(this.name, this.#options.startTimeoutMs),
    );
  }

  attach(journal: Journal, logPath: string): void {
    this.#journal = journal;
    this.#log = new ContainerLog(this.name, journal, logPath, this.#options.logsAfter);
    this.#log.follow(this.#container);
  }

  /** Whether `renewed` gives a server like one in a new container. */
  get isRenewable(): boolean {
    return this.#options.isRenewable && this.#isUp && this.#isUntouched;
  }

  /** Another server of the same name, in the same container, that has met nobody yet. */
  async renewed(gateway: Gateway): Promise<Homeserver> {
    await gateway.askSupervisor(this.name, "renew");
    return new Homeserver({ ...this.#options, gateway, logsAfter: new Date().toISOString() });
  }

  detach(): void {
    this.#log?.close();
  }

  async register(localpart: string, password: string): Promise<{ userId: string }> {
    if (this.delegation) {
      await this.delegation.register(localpart, password);
      return { userId: `@${localpart}:${this.name}` };
    }
    const response = await fetch(`${this.clientUrl}/_matrix/client/v3/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        username: localpart,
        password,
        inhibit_login: true,
        auth: { type: "m.login.dummy" },
      }),
    });
    const body = await response.text();
    if (!response.ok) {
      throw new Error(
        `${this.name} refused to register ${localpart}: ${response.status} ${body}. Is registration open?`,
      );
    }
    return { userId: (JSON.parse(body) as { user_id: string }).user_id };
  }

  async stop(): Promise<void> {
    this.#isUp = false;
    await unlessAlready(this.#container.stop({ t: STOP_SECONDS }));
    this.#tell("stopped");
  }

  async start(): Promise<void> {
    await unlessAlready(this.#container.start());
    this.#log?.follow(this.#container);
    await this.ready();
    this.#isUp = true;
    this.#tell("started");
  }

  async kill(): Promise<void> {
    this.#isUp = false;
    const ended = this.#container.wait();
    await unlessAlready(this.#container.kill());
    await ended;
    this.#tell("killed");
  }

  async pause(): Promise<void> {
    this.#isUp = false;
    await this.#container.pause();
    this.#tell("paused");
  }

  async unpause(): Promise<void> {
    await this.#container.unpause();
    this.#isUp = true;
    this.#tell("unpaused");
  }

  async snapshot(): Promise<string> {
    const repo = `matrix-e2ee-torture/snapshot-${randomBytes(6).toString("hex")}`;
    // Its labels go with it, by which it is removed.
    await this.#touch().commit({ repo, tag: "latest" });
    return `${repo}:latest`;
  }

  async replace({ snapshot, env = {} }: { snapshot?: string; env?: Record<string, string> } = {}): Promise<void> {
    await this.#touch().remove({ force: true, v: true });
    this.#tell("killed");
    const spec = { ...this.#options.spec, image: snapshot ?? this.image, env: { ...this.#options.spec.env, ...env } };
    this.#container = (await startContainer(spec)).container;
    this.#log?.follow(this.#container);
    await this.ready();
    this.#tell("started");
  }

  async limitCpu(share?: number): Promise<void> {
    const quota = share === undefined ? -1 : Math.max(1000, Math.round(share * CPU_PERIOD_US));
    await this.#touch().update({ CpuPeriod: CPU_PERIOD_US, CpuQuota: quota });
  }

  async endWorker(name: WorkerName, how: "kill" | "stop"): Promise<string> {
    return await this.#askSupervisor(`${how} ${name}`);
  }

  async startWorker(name: WorkerName): Promise<void> {
    await this.#askSupervisor(`start ${name}`);
  }

  async logTail(lines: number): Promise<string> {
    return await lastLines(this.#container, lines);
  }

  async directUrl(): Promise<string> {
    const { NetworkSettings } = await this.#container.inspect();
    const [network] = Object.values(NetworkSettings.Networks);
    return `http://${network?.IPAddress}:8008`;
  }

  async exec(command: string[]): Promise<string> {
    const exec = await this.#touch().exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    const chunks: Buffer[] = [];
    const sink = { write: (chunk: Buffer) => chunks.push(chunk) };
    docker.modem.demuxStream(stream, sink as never, sink as never);
    await new Promise((resolve) => stream.once("end", resolve));
    const output = Buffer.concat(chunks).toString("utf8");
    const { ExitCode } = await exec.inspect();
    if (ExitCode !== 0) throw new Error(`\`${command.join(" ")}\` in ${this.name} ended with ${ExitCode}:\n${output}`);
    return output;
  }

  async beside(command: string[], onLine: (line: string) => void): Promise<Companion> {
    const { labels } = this.#options.spec;
    return await runBeside(this.#touch(), { image: this.#options.gatewayImage, labels, command }, onLine);
  }

  async #askSupervisor(request: string): Promise<string> {
    if (this.#options.spec.env?.[WITH_WORKERS] !== "1") {
      throw new Error(
        `${this.name} has no workers: play with --workers, and tell the story \`serverNeeds: ["workers"]\`.`,
      );
    }
    this.#touch();
    return await this.#options.gateway.askSupervisor(this.name, request);
  }

  #touch(): Container {
    this.#isUntouched = false;
    return this.#container;
  }

  #tell(phase: ServerEntry["phase"]): void {
    this.#journal?.write({ kind: "server", server: this.name, phase });
  }
}

/** Docker says 304 to what is so already, and 409 when there is nothing to kill. */
async function unlessAlready(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!isStatus(error, 304, 409)) throw error;
  }
}
