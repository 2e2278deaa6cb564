import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import type { HistoryVisibility, Machine, MachineRequest, ShareSettings } from "./machine.ts";

/** By the `RequestType` of both bindings. */
export const REQUEST_KINDS: readonly MachineRequest["kind"][] = [
  "keysUpload",
  "keysQuery",
  "keysClaim",
  "toDevice",
  "signatureUpload",
  "roomMessage",
  "keysBackup",
];

/** The `HistoryVisibility` of both bindings. */
export const HISTORY_VISIBILITY: Readonly<Record<HistoryVisibility, number>> = {
  invited: 0,
  joined: 1,
  shared: 2,
  world_readable: 3,
};

interface Key {
  toBase64(): string;
}

export const identityKeysOf = (keys: { ed25519: Key; curve25519: Key }): Machine["identityKeys"] => ({
  ed25519: keys.ed25519.toBase64(),
  curve25519: keys.curve25519.toBase64(),
});

/** Both bindings count time in microseconds, and have the defaults of the specification. */
export const rotationOf = ({ rotationPeriodMs, rotationPeriodMsgs }: ShareSettings) => ({
  ...(rotationPeriodMs !== undefined && { rotationPeriod: BigInt(rotationPeriodMs) * 1000n }),
  ...(rotationPeriodMsgs !== undefined && { rotationPeriodMessages: BigInt(rotationPeriodMsgs) }),
});

/** @throws when the package is not installed */
export function versionOf(packageName: string): string {
  const path = findPackageJSON(packageName, import.meta.url);
  if (!path) throw new Error(`${packageName} is not installed`);
  return JSON.parse(readFileSync(path, "utf8")).version;
}
