import { docker } from "../docker-engine.ts";

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
  const stream = await docker.pull(reference, { abortSignal: AbortSignal.timeout(PULL_TIMEOUT_MS) });
  await new Promise<void>((resolve, reject) =>
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
  );
}
