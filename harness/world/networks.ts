import { randomInt } from "node:crypto";
import type { Network } from "dockerode";
import { docker, isStatus } from "./docker.ts";

/** A server's own network: no way out of it, and on it only the server and the gateway. */
export interface ServerNetwork {
  network: Network;
  name: string;
  gatewayAddress: string;
}

const ATTEMPTS = 20;

/**
 * Makes an internal network of 16 addresses. Its subnet is ours to choose, since Docker's own pools hold but 31
 * networks: one at random of the range reserved for tests of network devices (RFC 2544), another if it is taken.
 */
export async function createServerNetwork(name: string, labels: Record<string, string>): Promise<ServerNetwork> {
  for (let attempt = 1; ; attempt++) {
    const base = `198.${18 + randomInt(2)}.${randomInt(256)}`;
    const first = randomInt(16) * 16;
    try {
      const network = await docker.createNetwork({
        Name: name,
        Internal: true,
        Labels: labels,
        IPAM: { Driver: "default", Config: [{ Subnet: `${base}.${first}/28` }] },
      });
      return { network, name, gatewayAddress: `${base}.${first + 14}` };
    } catch (error) {
      if (!isStatus(error, 403, 500) || !/overlap/i.test(String(error)) || attempt === ATTEMPTS) throw error;
    }
  }
}
