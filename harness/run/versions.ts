import { readFileSync } from "node:fs";
import type { DriverKind } from "../cast/protocol.ts";
import type { PlannedPlay } from "./plan.ts";

/** The kinds that a plan really uses. */
export function kindsInUse(plan: readonly PlannedPlay[], kinds: ReadonlyMap<string, DriverKind>): DriverKind[] {
  const names = new Set(
    plan.filter((play) => !play.skippedBecause).flatMap(({ seats }) => [...seats.values()].map(({ kind }) => kind)),
  );
  return [...kinds.values()].filter(({ kind }) => names.has(kind));
}

/** Versions of the harness, of the clients in use and of the servers, for the summary. */
export async function collectVersions(
  kinds: readonly DriverKind[],
  images: Record<string, string>,
): Promise<Record<string, string>> {
  const clients = await Promise.all(kinds.map((kind) => kind.versions()));
  const { name, version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return Object.assign({ [name]: version, node: process.versions.node }, ...clients, images);
}
