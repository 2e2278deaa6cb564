import type { Entry, LinkName } from "../../journal/entries.ts";

/** One row of the timeline. */
export interface Lane {
  /** `alice`, `hs1` or `hs1->hs2`: the journal's own names, which never collide. */
  id: string;
  kind: "device" | "link" | "server";
  label: string;
}

/**
 * The rows from top to bottom: devices of the first server, the way to it, the server; then for each further
 * server the links of federation, the server, the way to it, its devices. So a message travels in one direction.
 */
export function lanesOf(entries: readonly Entry[]): Lane[] {
  const devices = new Map<string, string>();
  const links = new Set<LinkName>();
  const servers = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === "device") devices.set(entry.device, entry.server);
    if (entry.kind === "server") servers.add(entry.server);
    if (entry.kind === "http") links.add(entry.link);
    if (entry.kind === "fault") for (const link of linksIn(entry.target)) links.add(link);
  }
  for (const link of links) for (const end of ends(link)) if (end !== "clients") servers.add(end);
  for (const server of devices.values()) servers.add(server);
  return layOut([...servers].sort(), devices, links);
}

function layOut(servers: string[], devices: Map<string, string>, links: Set<LinkName>): Lane[] {
  return servers.flatMap((name, index) => {
    const clients: Lane[] = [...devices]
      .sort(([a], [b]) => a.localeCompare(b))
      .filter(([, server]) => server === name)
      .map(([device]) => ({ id: device, kind: "device", label: device }));
    const way = linkLanes([`clients->${name}`], links);
    const server: Lane = { id: name, kind: "server", label: name };
    const federation = servers
      .slice(0, index)
      .flatMap((other) => linkLanes([`${other}->${name}`, `${name}->${other}`], links));
    return index === 0 ? [...clients, ...way, server] : [...federation, server, ...way, ...clients];
  });
}

function linkLanes(names: LinkName[], links: Set<LinkName>): Lane[] {
  return names.filter((name) => links.has(name)).map((id) => ({ id, kind: "link", label: id.replace("->", " → ") }));
}

export function ends(link: LinkName): [string, string] {
  const [from = "", to = ""] = link.split("->");
  return [from, to];
}

function linksIn(target: string): LinkName[] {
  return (target.match(/[\w.-]+->[\w.-]+/g) ?? []) as LinkName[];
}

/** The lanes that a fault's target names, e.g. `clients->hs1 keys/claim`, `hs2`, `bob`, `*->hs2`. */
export function lanesOfTarget(target: string, lanes: readonly Lane[]): Lane[] {
  const words = target.split(/[\s,]+/);
  const named = lanes.filter(({ id }) => words.some((word) => word === id || matchesLink(word, id)));
  return named;
}

function matchesLink(pattern: string, lane: string): boolean {
  if (!pattern.includes("*") || !pattern.includes("->") || !lane.includes("->")) return false;
  const [from, to] = ends(pattern as LinkName);
  const [laneFrom, laneTo] = ends(lane as LinkName);
  return (from === "*" || from === laneFrom) && (to === "*" || to === laneTo);
}
