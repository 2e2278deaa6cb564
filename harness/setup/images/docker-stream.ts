import { docker } from "../docker-engine.ts";

/** One line of what the engine tells while it pulls, imports or builds. */
export interface EngineEvent {
  stream?: string;
  error?: string;
}

/** Follows work of the engine to its end. It answers 200 at once, so a failure is one of the events. */
export async function followStream(
  stream: NodeJS.ReadableStream,
  onEvent: (event: EngineEvent) => void = () => {},
): Promise<void> {
  let failure: string | undefined;
  const follow = (event: EngineEvent) => {
    failure ??= event.error;
    onEvent(event);
  };
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), follow);
  });
  if (failure !== undefined) throw new Error(failure.trim());
}
