import type { DriverKind } from "../protocol.ts";
import { stdioKind } from "../stdio/kind.ts";
import { ensureMautrixDriver, goUnavailable } from "./build.ts";
import { CAPABILITIES } from "./capabilities.ts";

/** Clients on mautrix-go with goolm and a SQLite store. */
export function mautrixKind(): DriverKind {
  return stdioKind({
    kind: "mautrix",
    capabilities: CAPABILITIES,
    command: async () => ({ file: await ensureMautrixDriver(), args: [] }),
    unavailable: goUnavailable,
  });
}
