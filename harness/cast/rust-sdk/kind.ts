import type { DriverKind } from "../protocol.ts";
import { stdioKind } from "../stdio/kind.ts";
import { ensureRustDriver, PINNED_MANIFEST } from "./build.ts";
import { CAPABILITIES } from "./capabilities.ts";
import { parseSdk } from "./sdk.ts";

/**
 * Clients on matrix-rust-sdk with a SQLite store and native sliding sync.
 * @param options.version of matrix-sdk, or the path of a checkout of matrix-rust-sdk
 * @throws RangeError when it is neither
 */
export function rustKind({ version }: { version?: string } = {}): DriverKind {
  parseSdk(version, PINNED_MANIFEST); // Whoever mistypes it hears so before anything is made.
  const driver = () => ensureRustDriver({ ...(version && { version }) });
  return stdioKind({
    kind: "rust",
    capabilities: CAPABILITIES,
    command: async () => ({ file: (await driver()).path, args: [] }),
    warm: 2,
  });
}
