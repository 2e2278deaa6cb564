import type { ServerName } from "../journal/index.ts";

/** One place of a cell: a client kind at a server. */
export interface Seat {
  kind: string;
  server: ServerName;
}

/** Who plays with which client at which server: `js@hs1,rust@hs2`, by order of the cast. */
export interface Cell {
  name: string;
  seats: Seat[];
}

/** The default matrix: {js, rust} x {js, rust} over two federated servers. */
export const DEFAULT_CELLS = ["js@hs1,js@hs2", "js@hs1,rust@hs2", "rust@hs1,js@hs2", "rust@hs1,rust@hs2"];

/** @throws {Error} with the valid form and choices, when the text names no cell. */
export function parseCell(text: string, kinds: readonly string[]): Cell {
  const seats = text.split(",").map((part) => parseSeat(part.trim(), text, kinds));
  return { name: seats.map(({ kind, server }) => `${kind}@${server}`).join(","), seats };
}

function parseSeat(part: string, cell: string, kinds: readonly string[]): Seat {
  const [kind, server, ...rest] = part.split("@");
  if (!kind || !server || rest.length > 0) {
    throw new Error(`"${cell}" is not a cell. Write one client kind and server for each role, like js@hs1,rust@hs2.`);
  }
  if (!kinds.includes(kind)) {
    throw new Error(`"${kind}" in cell "${cell}" is not a client kind. The kinds are: ${kinds.join(", ")}.`);
  }
  if (!/^hs[1-9]\d?$/.test(server)) {
    throw new Error(`"${server}" in cell "${cell}" is not a server. Servers are hs1, hs2, … hs99.`);
  }
  return { kind, server };
}

/**
 * The seat of each role: the first roles take the cell's seats in order; the others stay at their own
 * server, with the kind that the cell has there (or its first kind, where it has none).
 */
export function seatRoles(homes: Record<string, ServerName>, cell: Cell): Map<string, Seat> {
  const seats = new Map<string, Seat>();
  for (const [index, [role, home]] of Object.entries(homes).entries()) {
    const seat = cell.seats[index];
    const kind = seat?.kind ?? (cell.seats.find(({ server }) => server === home) ?? cell.seats[0])?.kind;
    if (!kind) throw new Error(`The cell "${cell.name}" has no seat.`);
    seats.set(role, { kind, server: seat?.server ?? home });
  }
  return seats;
}

/** Two roles that the story keeps on different servers and the cell would put on one. */
export function collapsedRoles(
  homes: Record<string, ServerName>,
  seats: Map<string, Seat>,
): [string, string] | undefined {
  const roles = Object.keys(homes);
  for (const one of roles) {
    for (const other of roles) {
      if (homes[one] !== homes[other] && seats.get(one)?.server === seats.get(other)?.server) return [one, other];
    }
  }
  return undefined;
}
