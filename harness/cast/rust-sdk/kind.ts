import type { DriverKind } from "../protocol.ts";
import { stdioKind } from "../stdio/kind.ts";
import { ensureRustDriver } from "./build.ts";
import { CAPABILITIES } from "./capabilities.ts";

/**
 * Clients on matrix-rust-sdk with a SQLite store and native sliding sync.
 * @param options.version of matrix-sdk, or the path of a checkout of matrix-rust-sdk
 */
export function rustKind({ version }: { version?: string } = {}): DriverKind {
  const driver = () => ensureRustDriver({ ...(version && { version }) });
  return stdioKind({
    kind: "rust",
    capabilities: CAPABILITIES,
    command: async () => ({ file: (await driver()).path, args: [] }),
    warm: 2,
  });
}
