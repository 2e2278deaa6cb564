import { ensureChromium } from "./chromium.ts";
import { ensureDocker } from "./docker-engine.ts";
import { ensureFaultTools } from "./fault-tools.ts";
import { ensureImage, type ServerImage } from "./images.ts";
import type { Needs } from "./needs.ts";
import { type Progress, step } from "./step.ts";

/** Does what is left to do of the set-up, side by side where nothing waits for another; a line for each step. */
export async function prepare(needs: Needs): Promise<void> {
  // Whatever names another host for published ports would be wrong: they are bound to the loopback of this one.
  process.env.TESTCONTAINERS_HOST_OVERRIDE ??= "127.0.0.1";
  // Its image is out of reach where there is no registry; the harness removes what it made by label.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= "true";
  if (needs.docker) await step("docker", ensureDocker);
  await Promise.all([
    needs.synapse && step("homeserver image", image("synapse")),
    needs.dendrite && step("dendrite image", image("dendrite")),
    needs.gateway && step("gateway image", image("gateway")),
    needs.rust && step("rust client", rustClient),
    needs.rust && step("tools of faults", ensureFaultTools),
    needs.chromium && step("browser", ensureChromium),
  ]);
}

function image(name: ServerImage | "gateway") {
  return async (progress: Progress) => progress(await ensureImage(name, { log: progress }));
}

async function rustClient(progress: Progress): Promise<void> {
  const { ensureRustDriver } = await import("../cast/rust-sdk/build.ts");
  const { versions } = await ensureRustDriver({ log: progress });
  progress(
    Object.entries(versions)
      .map((pair) => pair.join(" "))
      .join(", "),
  );
}
