import Docker from "dockerode";

/** The Docker engine of this machine, as the environment names it. */
export const docker = new Docker();

/** Docker's answer that a thing is not there (404), or is already as wanted (304, 409 while being removed). */
export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return statuses.includes((error as { statusCode?: number }).statusCode ?? 0);
}

/** A demultiplexed, decoded copy of a container's output. */
export async function lastLines(container: Docker.Container, lines: number): Promise<string> {
  const raw = await container.logs({ stdout: true, stderr: true, tail: lines });
  return unframe(raw as unknown as Buffer);
}

/** Docker frames the output of containers without a terminal: 8 bytes of header, the last 4 being the length. */
export function unframe(framed: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= framed.length; ) {
    const length = framed.readUInt32BE(at + 4);
    parts.push(framed.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString("utf8");
}
