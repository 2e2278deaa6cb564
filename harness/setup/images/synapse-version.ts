import { UsageError } from "../../run/usage-error.ts";

export type Debian = "trixie" | "bookworm";

/** What a version of Synapse has to be built with. */
export interface SynapseNeeds {
  /** Its Python decides: trixie has 3.13, bookworm 3.11. */
  debian: Debian;
  /** Upper bounds that the version itself forgot to declare, as pip takes them. */
  constraints: string[];
}

/** The first Synapse whose own requirements install and run on Python 3.13. */
const FIRST_ON_PYTHON_3_13 = [1, 119];

/** @throws {UsageError} unless the text is a Synapse version. */
export function synapseNeeds(version: string): SynapseNeeds {
  const parts = /^(\d+)\.(\d+)\.\d+(rc\d+)?$/.exec(version);
  if (!parts) throw new UsageError(`"${version}" is not a version of Synapse. Write one that PyPI has, like 1.163.2.`);
  const [major = 0, minor = 0] = parts.slice(1, 3).map(Number);
  const [firstMajor = 0, firstMinor = 0] = FIRST_ON_PYTHON_3_13;
  const isNew = major > firstMajor || (major === firstMajor && minor >= firstMinor);
  return isNew
    ? { debian: "trixie", constraints: [] }
    : { debian: "bookworm", constraints: ["prometheus-client<0.21"] };
}

/** What pip says of a version that it cannot find, as a sentence with versions that it can. */
export function unknownVersion(pipOutput: string): UsageError | undefined {
  const [, version, list] = /requirement matrix-synapse==(\S+) \(from versions: ([^)]*)\)/.exec(pipOutput) ?? [];
  if (version === undefined || list === undefined) return undefined;
  const newest = list
    .split(", ")
    .filter((each) => !each.includes("rc"))
    .slice(-5)
    .join(", ");
  return new UsageError(`PyPI has no Synapse ${version} that installs ready-made; the newest it has are ${newest}.`);
}
