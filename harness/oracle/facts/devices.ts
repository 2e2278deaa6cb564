import type { ClientEntry, DeviceEntry, DeviceName, ServerName } from "../../journal/index.ts";
import type { Operation } from "./operations.ts";
import { type Span, spansOf } from "./span.ts";

/** One client device over its whole life. */
export interface Device {
  readonly name: DeviceName;
  readonly user: string;
  readonly deviceId: string;
  readonly server: ServerName;
  readonly client: string;
  readonly curve25519: string | undefined;
  /** Whether the journal has what its SDK's own hook for undecryptable events says. */
  readonly hasUtdHook: boolean;
  /** While it came into being: within this span its keys reached the server. */
  readonly birth: Span;
  /** While it ceased to exist, if it did. */
  readonly death: Span | undefined;
  /** When its client process ran, and was not frozen. */
  readonly running: readonly Span[];
  /** When its client ran and had been asked to sync. */
  readonly syncing: readonly Span[];
}

/** Whether this device had the id at a moment: an id may be used again once its device is gone. */
export function isNamed({ user, deviceId, birth, death }: Device, name: Name, t: number): boolean {
  const lived = t >= birth.from && t <= (death?.to ?? Number.POSITIVE_INFINITY);
  return lived && user === name.user && deviceId === name.deviceId;
}

interface Name {
  user: string | undefined;
  deviceId: string | undefined;
}

export function devicesOf(
  entries: readonly DeviceEntry[],
  clients: readonly ClientEntry[],
  operations: readonly Operation[],
): Map<DeviceName, Device> {
  const created = entries.filter(({ phase }) => phase === "created");
  return new Map(created.map((entry) => [entry.device, deviceOf(entry, entries, clients, operations)]));
}

function deviceOf(
  created: DeviceEntry,
  entries: readonly DeviceEntry[],
  clients: readonly ClientEntry[],
  operations: readonly Operation[],
): Device {
  const own = operations.filter(({ device }) => device === created.device);
  const login = own.findLast(({ name, from }) => name === "login" && from <= created.t);
  const phases = clients.filter(({ device }) => device === created.device);
  return {
    name: created.device,
    user: created.user,
    deviceId: created.deviceId,
    server: created.server,
    client: created.client,
    curve25519: created.curve25519,
    hasUtdHook: created.utdHook ?? false,
    birth: { from: login?.from ?? created.t, to: created.t },
    death: deathOf(created, entries, operations),
    running: runningOf(phases, created.t),
    syncing: syncingOf(phases, own),
  };
}

function deathOf(
  created: DeviceEntry,
  entries: readonly DeviceEntry[],
  operations: readonly Operation[],
): Span | undefined {
  const gone = entries.find(({ device, phase, t }) => device === created.device && phase === "gone" && t >= created.t);
  const end = operations.find(
    ({ name, device, args, outcome, from }) =>
      outcome !== "failed" &&
      from >= created.t &&
      ((name === "logout" && device === created.device) ||
        (name === "deleteDevice" && args.deviceId === created.deviceId)),
  );
  if (end) return { from: end.from, to: Math.min(end.to, gone?.t ?? Number.POSITIVE_INFINITY) };
  return gone && { from: gone.t, to: gone.t };
}

/** A journal without client entries tells of clients that always ran. */
function runningOf(phases: readonly ClientEntry[], bornAt: number): Span[] {
  const moments = phases.map(({ t, phase }) => ({ t, on: phase === "started" || phase === "thawed" }));
  return phases.some(({ phase }) => phase === "started")
    ? spansOf(moments)
    : spansOf([{ t: bornAt, on: true }, ...moments]);
}

function syncingOf(phases: readonly ClientEntry[], own: readonly Operation[]): Span[] {
  const clients = phases.map(({ t, phase }) => ({ t, change: CLIENT_CHANGES[phase] }));
  const requests = own
    .filter(({ outcome, name }) => outcome === "ok" && (name === "startSync" || name === "stopSync"))
    .map(({ to, name }) => ({ t: to, change: { asked: name === "startSync" } }));
  let state = { alive: true, asked: false };
  return spansOf(
    [...clients, ...requests]
      .sort((a, b) => a.t - b.t)
      .map(({ t, change }) => {
        state = { ...state, ...change };
        return { t, on: state.alive && state.asked };
      }),
  );
}

/** A thawed client goes on syncing as before; a new process has to be asked. */
const CLIENT_CHANGES: Record<ClientEntry["phase"], { alive: boolean; asked?: boolean }> = {
  started: { alive: true, asked: false },
  stopped: { alive: false, asked: false },
  killed: { alive: false, asked: false },
  died: { alive: false, asked: false },
  frozen: { alive: false },
  thawed: { alive: true },
};
