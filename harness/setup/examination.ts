import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { promisify } from "node:util";
import { findChromium } from "../cast/js-sdk/chromium.ts";
import { chosenVersion } from "../cast/js-sdk/sdk.ts";
import { nioKind } from "../cast/matrix-nio/kind.ts";
import { mautrixKind } from "../cast/mautrix-go/kind.ts";
import { olmKind } from "../cast/olm-machine/kind.ts";
import type { DriverKind } from "../cast/protocol.ts";
import { findRustDriver } from "../cast/rust-sdk/build.ts";
import { findStrace } from "../cast/strace.ts";
import { findFakeTime } from "../cast/wrong-clock.ts";
import { systemName } from "./debian-packages.ts";
import { engineState, planEngine } from "./docker-engine.ts";
import type { Finding } from "./doctor.ts";
import { hasImage } from "./images/local.ts";
import { type ImageName, recipeOf } from "./images/recipe.ts";
import { ROOT } from "./paths.ts";

const run = promisify(execFile);
const ASK_TIMEOUT_MS = 10_000;
const GIB = 2 ** 30;
/** Images, the rust driver with what it is built from, and some runs. */
const DISK_GIB = 15;
const BUILT_BY_RUN = "not built yet: `npm run torture` builds it";

/** Looks at all that a run uses, without changing anything. */
export async function examine(): Promise<Finding[]> {
  const docker = await engine();
  const images =
    docker.found === undefined ? [] : [image("synapse"), image("gateway"), ...ON_DEMAND.map(imageOnDemand)];
  return Promise.all([
    { name: "machine", found: machine() },
    disk(),
    { name: "node", found: process.versions.node },
    { name: "matrix-js-sdk", found: chosenVersion(undefined) },
    docker,
    ...images,
    rust(),
    browser(),
    further("olm (crypto-nodejs)", olmKind({ binding: "nodejs" })),
    further("mautrix (Go)", mautrixKind()),
    further("nio (Python)", nioKind()),
    tool("libfaketime", findFakeTime),
    tool("strace", findStrace),
  ]);
}

function machine(): string {
  return `${systemName()}, ${availableParallelism()} cores, ${Math.round(totalmem() / GIB)} GiB`;
}

async function disk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(ROOT);
  const free = Math.floor((bavail * bsize) / GIB);
  const name = "disk";
  return free >= DISK_GIB
    ? { name, found: `${free} GiB free` }
    : { name, remedy: `${free} GiB free of the ${DISK_GIB} that a first set-up needs: make room`, optional: true };
}

async function engine(): Promise<Finding> {
  const state = await engineState();
  const plan = planEngine(state);
  const name = "docker";
  if (plan.do === "nothing") return { name, found: plan.version };
  if (plan.do === "fail") return { name, remedy: plan.error.message };
  return {
    name,
    remedy: `${plan.do === "start" ? "not running" : "not installed"}: \`npm run torture\` will ${plan.do} it`,
  };
}

async function image(name: ImageName): Promise<Finding> {
  const { title, tag } = recipeOf(name);
  const finding = { name: `image ${name}` };
  return (await hasImage(tag)) ? { ...finding, found: tag } : { ...finding, remedy: `${title} is ${BUILT_BY_RUN}` };
}

/** Which a run that does not name them misses nothing of, each with what names it. */
const ON_DEMAND = [
  ["synapse-postgres", "`--database postgres` or `--workers`"],
  ["dendrite", "`--homeserver hs2=dendrite`"],
] as const;

async function imageOnDemand([name, options]: (typeof ON_DEMAND)[number]): Promise<Finding> {
  const finding = await image(name);
  const remedy = `not built yet: the first run with ${options} builds it`;
  return finding.found ? finding : { ...finding, remedy, optional: true };
}

async function rust(): Promise<Finding> {
  const name = "rust client";
  const driver = await findRustDriver();
  if (!driver) return { name, remedy: BUILT_BY_RUN };
  return {
    name,
    found: Object.entries(driver.versions)
      .map((pair) => pair.join(" "))
      .join(", "),
  };
}

async function browser(): Promise<Finding> {
  const name = "chromium";
  try {
    const path = findChromium();
    const { stdout } = await run(path, ["--version"], { timeout: ASK_TIMEOUT_MS });
    return { name, found: `${stdout.trim()} (${path})` };
  } catch (error) {
    return { name, remedy: (error as Error).message };
  }
}

/** A client kind that a run without it misses nothing of. */
async function further(name: string, kind: DriverKind): Promise<Finding> {
  const remedy = await kind.unavailable?.();
  return remedy ? { name, remedy, optional: true } : { name, found: "can play" };
}

/** Something that only some faults use. */
function tool(name: string, find: () => string): Finding {
  try {
    return { name, found: find() };
  } catch (error) {
    return { name, remedy: (error as Error).message, optional: true };
  }
}
