import type { Header, KnownFailureEntry, ServerName } from "../journal/index.ts";
import type { Finding } from "./finding.ts";

/** Findings sorted by what speaks against the story and what was known before. */
export interface Sorted {
  findings: Finding[];
  known: { failure: KnownFailureEntry; findings: Finding[] }[];
  fixed: KnownFailureEntry[];
}

/** Known failures are strict and specific: each explains only findings of its kind, beat and device. */
export function sortByKnown(header: Header, findings: readonly Finding[]): Sorted {
  const failures = header.knownFailures.filter((failure) => appliesTo(failure, header));
  const known = failures.map((failure) => ({ failure, findings: findings.filter((each) => explains(failure, each)) }));
  const explained = new Set(known.flatMap((each) => each.findings));
  return {
    findings: findings.filter((finding) => !explained.has(finding)),
    known: known.filter((each) => each.findings.length > 0),
    fixed: known.filter((each) => each.findings.length === 0).map(({ failure }) => failure),
  };
}

function explains(failure: KnownFailureEntry, { severity, kind, beat, device }: Finding): boolean {
  const sameDevice = !failure.device || device === failure.device || device?.startsWith(`${failure.device}/`);
  return severity === "broken" && kind === failure.kind && beat === failure.beat && Boolean(sameDevice);
}

function appliesTo({ cells, on = {} }: KnownFailureEntry, { cell, versions }: Header): boolean {
  return (!cells || cells.some((glob) => isOneOf(glob, cell))) && Object.entries(on).every(isAt);

  /** The header says of our own servers what they are, as in `dendrite 0.13.8`, and of others the image. */
  function isAt([server, software]: [ServerName, string]): boolean {
    return versions[server]?.startsWith(software) ?? false;
  }
}

/** Cells read like `js@hs1,rust@hs2`; a known failure names client kinds by place, e.g. `rust,*`. */
function isOneOf(glob: string, cell: string): boolean {
  const kinds = cell.split(",").map((seat) => seat.split("@")[0]);
  return glob.split(",").every((kind, seat) => kind === "*" || kind === kinds[seat]);
}
