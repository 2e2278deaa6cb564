import { browserKind, nodeKind } from "../cast/js-sdk/index.ts";
import type { DriverKind } from "../cast/protocol.ts";
import { rustKind } from "../cast/rust-sdk/kind.ts";
import { externalKind } from "../cast/stdio/external.ts";
import type { Pins } from "./options.ts";

/** Every client kind that a cell can name. Nothing starts before its first client is asked for. */
export async function openKinds({ jsSdk, rustSdk, driver }: Pins): Promise<Map<string, DriverKind>> {
  const own = [
    browserKind({ ...(jsSdk && { version: jsSdk }) }),
    nodeKind({ ...(jsSdk && { version: jsSdk }) }),
    rustKind({ ...(rustSdk && { version: rustSdk }) }),
  ];
  const external = await Promise.all(Object.entries(driver).map(([name, command]) => externalKind(name, command)));
  return new Map([...own, ...external].map((kind) => [kind.kind, kind]));
}

export async function closeKinds(kinds: ReadonlyMap<string, DriverKind>): Promise<void> {
  await Promise.all([...kinds.values()].map((kind) => kind.close()));
}
