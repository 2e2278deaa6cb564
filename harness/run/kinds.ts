import { browserKind, nodeKind } from "../cast/js-sdk/index.ts";
import { nioKind } from "../cast/matrix-nio/kind.ts";
import { mautrixKind } from "../cast/mautrix-go/kind.ts";
import { olmKind } from "../cast/olm-machine/kind.ts";
import type { DriverKind } from "../cast/protocol.ts";
import { rustKind } from "../cast/rust-sdk/kind.ts";
import { externalKind } from "../cast/stdio/external.ts";
import type { Cell } from "../story/cell.ts";
import type { Pins } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Every client kind that a cell can name. Nothing starts before its first client is asked for. */
export async function openKinds(pins: Pins): Promise<Map<string, DriverKind>> {
  const own = ownKinds(pins);
  const external = await Promise.all(Object.entries(pins.driver).map(([name, command]) => externalKind(name, command)));
  return new Map([...own, ...external].map((kind) => [kind.kind, kind]));
}

/** @throws {UsageError} when a pin is no version that can be driven. */
function ownKinds({ jsSdk, rustSdk }: Pins): DriverKind[] {
  const js = { ...(jsSdk && { version: jsSdk }) };
  try {
    return [
      browserKind(js),
      nodeKind(js),
      rustKind({ ...(rustSdk && { version: rustSdk }) }),
      olmKind({ binding: "nodejs" }),
      olmKind({ binding: "wasm" }),
      mautrixKind(),
      nioKind(),
    ];
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/** Of the kinds that these cells name, those that cannot run on this machine, each with the reason. */
export async function unavailableKinds(
  kinds: ReadonlyMap<string, DriverKind>,
  cells: readonly Cell[],
): Promise<Map<string, string>> {
  const named = new Set(cells.flatMap(({ seats }) => seats.map(({ kind }) => kind)));
  const answers = await Promise.all(
    [...named].map(async (name) => [name, await kinds.get(name)?.unavailable?.()] as const),
  );
  return new Map(answers.filter((answer): answer is [string, string] => answer[1] !== undefined));
}

export async function closeKinds(kinds: ReadonlyMap<string, DriverKind>): Promise<void> {
  await Promise.all([...kinds.values()].map((kind) => kind.close()));
}
