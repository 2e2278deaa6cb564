import { UsageError } from "../../run/usage-error.ts";

/** The version without its `v`. @throws {UsageError} unless the text is a version of Dendrite. */
export function dendriteVersion(text: string): string {
  const [, version] = /^v?(\d+\.\d+\.\d+(?:-rc\d+)?)$/.exec(text) ?? [];
  if (!version)
    throw new UsageError(`"${text}" is not a version of Dendrite. Write one of its Go module, like 0.13.8.`);
  return version;
}

/** What Go says of a version that the module does not have, as a sentence. */
export function unknownDendrite(goOutput: string): UsageError | undefined {
  const [, version] = /dendrite@v(\S+): (?:invalid version|reading \S+: 4\d\d)/.exec(goOutput) ?? [];
  if (version === undefined) return undefined;
  const list = "https://pkg.go.dev/github.com/matrix-org/dendrite?tab=versions";
  return new UsageError(`The Go module of Dendrite has no version ${version}; those it has: ${list}`);
}
