import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import type { Container } from "dockerode";
import { docker, isStatus } from "./docker.ts";
import type { Companion } from "./world.ts";

/** Ends after SIGTERM, or is killed after so many seconds. */
const STOP_SECONDS = 5;

/** Runs a program in a container of its own that sees the processes of another, and may trace them. */
export async function runBeside(
  other: Container,
  { image, labels, command }: { image: string; labels: Record<string, string>; command: string[] },
  onLine: (line: string) => void,
): Promise<Companion> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: command,
    Cmd: [],
    Labels: labels,
    HostConfig: { PidMode: `container:${other.id}`, NetworkMode: "none", CapAdd: ["SYS_PTRACE"] },
  });
  const output = await container.attach({ stream: true, stdout: true, stderr: true });
  const lines = new PassThrough();
  docker.modem.demuxStream(output, lines, lines);
  output.on("end", () => lines.end());
  createInterface(lines).on("line", onLine);
  await container.start();
  return {
    ended: container.wait(),
    async end() {
      await container.stop({ t: STOP_SECONDS }).catch(unlessGone);
      await container.remove({ force: true }).catch(unlessGone);
    },
  };
}

/** It ends with the processes that it traces, and is removed with its world. */
function unlessGone(error: unknown): void {
  if (!isStatus(error, 304, 404)) throw error;
}
