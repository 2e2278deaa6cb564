import { docker } from "../docker-engine.ts";
import { followStream } from "./docker-stream.ts";

/** The longest that a pull may take, ms. */
const PULL_TIMEOUT_MS = 10 * 60_000;

export async function hasImage(reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

export async function pullImage(reference: string): Promise<void> {
  await followStream(await docker.pull(reference, { abortSignal: AbortSignal.timeout(PULL_TIMEOUT_MS) }));
}
