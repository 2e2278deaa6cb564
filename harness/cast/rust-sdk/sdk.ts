import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** The matrix-rust-sdk that a driver is built on. */
export type Sdk =
  /** The release that the committed Cargo.toml pins. */
  { kind: "pinned" } | { kind: "release"; version: string } | { kind: "checkout"; path: string };

/**
 * @param spec a release such as `0.19.1`, or the path of a checkout; without it, the pinned release
 * @throws RangeError that says what is valid, when it is neither
 */
export function parseSdk(spec: string | undefined, pinnedManifest: string): Sdk {
  if (spec === undefined || pinnedManifest.includes(`matrix-sdk = { version = "=${spec}"`)) return { kind: "pinned" };
  if (/^\d+\.\d+\.\d+$/.test(spec)) return { kind: "release", version: spec };
  const path = resolve(spec);
  if (existsSync(join(path, "crates/matrix-sdk/Cargo.toml"))) return { kind: "checkout", path };
  throw new RangeError(
    `--rust-sdk ${spec} is neither a release of matrix-sdk, such as 0.19.1, nor a checkout of matrix-rust-sdk: ` +
      `${path} has no crates/matrix-sdk/Cargo.toml.`,
  );
}

/** What a person calls it. */
export function nameOf(sdk: Sdk): string {
  switch (sdk.kind) {
    case "pinned":
      return "pinned";
    case "release":
      return sdk.version;
    case "checkout":
      return sdk.path;
  }
}

/** The driver's Cargo.toml with its SDK crates taken from where `sdk` says. */
export function manifestFor(sdk: Sdk, pinnedManifest: string): string {
  if (sdk.kind === "pinned") return pinnedManifest;
  return pinnedManifest.replace(/^(matrix-sdk\S*) = \{ version = "=[^"]+"/gm, (_, crate: string) =>
    sdk.kind === "release"
      ? `${crate} = { version = "=${sdk.version}"`
      : `${crate} = { path = ${JSON.stringify(join(sdk.path, "crates", crate))}`,
  );
}

/** The oldest compiler that a manifest, or cargo's description of a release, says it needs. */
export function rustVersionIn(text: string): string | undefined {
  return /^rust-version(?: =|:) "?(\d+\.\d+)/m.exec(text)?.[1];
}
