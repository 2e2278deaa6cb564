/** Containers by testcontainers, with what it has no words for: several networks before the start, ports on loopback only. */
import type { Container, EndpointSettings } from "dockerode";
import { GenericContainer, type StartedTestContainer, type WaitStrategy } from "testcontainers";
import { docker, isStatus, lastLines } from "./docker.ts";

export interface ContainerSpec {
  image: string;
  /** What it is for, in errors. */
  role: string;
  name: string;
  labels: Record<string, string>;
  env?: Record<string, string>;
  /** Run in place of the image's own command. */
  command?: string[];
  /** Path in the container -> content; there before it starts. */
  files?: Record<string, string>;
  /** The network that it is made in; Docker's default bridge when absent. */
  network?: { name: string; endpoint: EndpointSettings };
  /** Networks that it joins before it starts. */
  joins?: { id: string; endpoint: EndpointSettings }[];
  /** Who is asked for names that Docker does not know. */
  dns?: string;
  /** Published on free ports of 127.0.0.1. */
  ports?: number[];
  /** Its weight where containers compete for computing time; Docker's usual is 1024. */
  cpuShares?: number;
}

/**
 * Started is enough: whether it answers is asked through the gateway. A strategy that failed would also remove the
 * container, and with it its last words.
 */
const STARTED: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => STARTED,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
};

class WorldContainer extends GenericContainer {
  readonly #spec: ContainerSpec;
  id: string | undefined;

  constructor(spec: ContainerSpec) {
    super(spec.image);
    this.#spec = spec;
    const { network, ports = [] } = spec;
    this.withAutoCleanup(false) // Ours is done by label.
      .withName(spec.name)
      .withLabels(spec.labels)
      .withEnvironment(spec.env ?? {})
      .withCopyContentToContainer(Object.entries(spec.files ?? {}).map(([target, content]) => ({ target, content })))
      .withExposedPorts(...ports)
      .withWaitStrategy(STARTED);
    if (spec.command) this.withCommand(spec.command);
    if (spec.dns) this.hostConfig.Dns = [spec.dns];
    if (spec.cpuShares) this.hostConfig.CpuShares = spec.cpuShares;
    this.hostConfig.PortBindings = Object.fromEntries(
      ports.map((port) => [`${port}/tcp`, [{ HostIp: "127.0.0.1", HostPort: "0" }]]),
    );
    if (!network) return;
    this.withNetworkMode(network.name);
    this.createOpts.NetworkingConfig = { EndpointsConfig: { [network.name]: network.endpoint } };
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.id = id;
    for (const { id: network, endpoint } of this.#spec.joins ?? []) {
      await docker.getNetwork(network).connect({ Container: id, EndpointConfig: endpoint });
    }
  }
}

export interface RunningContainer {
  container: Container;
  /** Those of its image. */
  imageLabels: Record<string, string>;
  /** The port of 127.0.0.1 that leads to a published port. */
  port(containerPort: number): number;
}

/** Makes and starts a container. One that will not start is an error with its last words. */
export async function startContainer(spec: ContainerSpec): Promise<RunningContainer> {
  const imageLabels = await labelsOfImage(spec);
  const unstarted = new WorldContainer(spec);
  let started: StartedTestContainer;
  try {
    started = await unstarted.start();
  } catch (error) {
    throw await withLastWords(spec, unstarted.id, error);
  }
  const container = docker.getContainer(started.getId());
  return { container, imageLabels, port: (port) => started.getMappedPort(port) };
}

async function labelsOfImage({ image, role }: ContainerSpec): Promise<Record<string, string>> {
  try {
    return (await docker.getImage(image).inspect()).Config.Labels ?? {};
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    throw new Error(`The image ${image} of ${role} is not on this machine. \`docker images\` lists those that are.`);
  }
}

/** Rejects, with the container's last lines, if it ends while something is waited for. */
export async function whileRunning<T>(spec: ContainerSpec, container: Container, waited: Promise<T>): Promise<T> {
  const ended = container.wait().then(({ StatusCode }) => {
    throw new Error(`it ended with ${StatusCode}`);
  });
  try {
    return await Promise.race([waited, ended as Promise<never>]);
  } catch (error) {
    throw await withLastWords(spec, container.id, error);
  } finally {
    ended.catch(() => {});
  }
}

/** The error, with the last lines that the container wrote. */
async function withLastWords(
  { image, role }: { image: string; role: string },
  id: string | undefined,
  error: unknown,
): Promise<Error> {
  const words = id ? await lastLines(docker.getContainer(id), 20).catch(() => "") : "";
  const reason = error instanceof Error ? error.message : String(error);
  const said = words.trim() ? `Its last lines:\n${words.trimEnd()}` : "It wrote nothing.";
  return new Error(`${role} (${image}) did not start: ${reason}\n${said}`, { cause: error });
}
