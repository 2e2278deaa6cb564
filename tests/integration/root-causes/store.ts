import { cpSync, rmSync } from "node:fs";
import type { Actor } from "../../../harness/story/actor.ts";

/** A device's store as it was at one moment, to be put back as after a power loss or from an old copy. */
export interface KeptStore {
  /** The client must not run. */
  putBack(): void;
}

/** Stops the client for a moment to copy its store. */
export async function keepStore(owner: Actor): Promise<KeptStore> {
  const { storePath } = owner.device;
  const copy = `${storePath}-kept`;
  await owner.stops();
  cpSync(storePath, copy, { recursive: true });
  await owner.comesBack();
  return {
    putBack() {
      rmSync(storePath, { recursive: true });
      cpSync(copy, storePath, { recursive: true });
    },
  };
}
