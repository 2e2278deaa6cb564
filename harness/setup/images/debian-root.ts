import { join } from "node:path";
import { contentHash } from "../content-hash.ts";
import { findExecutable, installDebianPackages, thisMachine } from "../debian-packages.ts";
import { docker } from "../docker-engine.ts";
import { ROOT } from "../paths.ts";
import { runLogged } from "../run-logged.ts";
import { SetupError } from "../setup-error.ts";
import type { Progress } from "../step.ts";
import { followStream } from "./docker-stream.ts";
import { hasImage, pullImage } from "./local.ts";
import type { Debian } from "./synapse-version.ts";

/** The ways to a Debian root file system, so that the choice between them can be tested. */
export interface RootSources {
  has(reference: string): Promise<boolean>;
  pull(reference: string): Promise<void>;
  /** Makes it from Debian's packages and imports it under this name. */
  bootstrap(debian: Debian, reference: string, progress: Progress): Promise<void>;
}

/** The image to build `base` on: Debian's own where a registry answers, else one made from its packages. */
export async function debianRoot(
  debian: Debian,
  progress: Progress,
  sources: RootSources = realSources,
): Promise<string> {
  const official = `debian:${debian}-slim`;
  const own = `matrix-e2ee-torture/debian:${debian}-${contentHash(BASE_CONTEXT)}`;
  for (const reference of [official, own]) if (await sources.has(reference)) return reference;
  try {
    progress(`pulling ${official}`);
    await sources.pull(official);
    return official;
  } catch (error) {
    progress(`no ${official} (${(error as Error).message}); bootstrapping`);
  }
  await sources.bootstrap(debian, own, progress);
  return own;
}

const BASE_CONTEXT = join(ROOT, "images/base");

const realSources: RootSources = { has: hasImage, pull: pullImage, bootstrap };

async function bootstrap(debian: Debian, reference: string, progress: Progress): Promise<void> {
  if (!thisMachine().root) {
    throw new SetupError(
      `debian:${debian}-slim cannot be pulled, and making it here needs root: run \`docker pull debian:${debian}-slim\` where a registry answers, or start once with sudo.`,
    );
  }
  if (!findExecutable("debootstrap")) {
    await installDebianPackages(["debootstrap", "debian-archive-keyring"], "debootstrap is missing", progress);
  }
  const [repo, tag] = reference.split(":");
  await runLogged(
    {
      log: `debootstrap-${debian}`,
      command: "sh",
      args: [join(BASE_CONTEXT, "debootstrap.sh"), debian],
      timeoutMs: 15 * 60_000,
      stdout: async (archive) => followStream(await docker.importImage(archive as unknown as string, { repo, tag })),
    },
    progress,
  );
}
