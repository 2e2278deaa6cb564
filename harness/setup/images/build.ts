import { readFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import { pack } from "tar-fs";
import { docker } from "../docker-engine.ts";
import { lastLine, openLog } from "../run-logged.ts";
import { SetupError } from "../setup-error.ts";
import type { Progress } from "../step.ts";
import { followStream } from "./docker-stream.ts";
import { extraCertificates, proxyArguments } from "./host-trust.ts";
import type { Recipe } from "./recipe.ts";

export const IMAGE_LABEL = "matrix-e2ee-torture.image";
/** The longest that one image may take to build, ms. */
const BUILD_TIMEOUT_MS = 30 * 60_000;

/** A build that Docker gave up, with its whole output. */
export class BuildError extends SetupError {
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/** Builds an image with the engine's own builder. @throws {BuildError} which names the log. */
export async function buildImage(recipe: Recipe, args: Record<string, string>, progress: Progress): Promise<void> {
  const { log, file, path } = openLog(`image-${recipe.title.replaceAll(" ", "-")}`);
  const stream = await docker.buildImage(contextOf(recipe), {
    t: recipe.tag,
    buildargs: { ...proxyArguments(), ...recipe.buildArgs, ...args },
    labels: { [IMAGE_LABEL]: recipe.name },
    forcerm: true,
    abortSignal: AbortSignal.timeout(BUILD_TIMEOUT_MS),
  });
  try {
    await followStream(stream, (event) => {
      log.write(event.stream ?? event.error ?? "");
      const stage = /^Step \d+\/\d+ : .*/.exec(event.stream ?? "")?.[0];
      if (stage) progress(lastLine(stage));
    });
    progress("built");
  } catch (error) {
    const message = `Image ${recipe.title} was not built: ${(error as Error).message}. Its log: ${path}`;
    throw new BuildError(message, readFileSync(file, "utf8"));
  } finally {
    log.end();
    await finished(log);
  }
}

/** The recipe's folder plus the certificates of this machine, for the build stages. */
function contextOf({ context }: Recipe): NodeJS.ReadableStream {
  const archive = pack(context, {
    finalize: false,
    finish: (tar) => {
      tar.entry({ name: "host-ca.crt" }, extraCertificates());
      tar.finalize();
    },
  });
  return archive as unknown as NodeJS.ReadableStream; // streamx's, which pipes like Node's own
}
