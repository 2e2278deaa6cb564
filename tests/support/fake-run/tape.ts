import {
  type Entry,
  type Header,
  type HttpEntry,
  JOURNAL_VERSION,
  type KeySummary,
  type LinkName,
} from "../../../harness/journal/index.ts";
import type { Random } from "./random.ts";

export interface FakeDevice {
  name: string;
  user: string;
  deviceId: string;
  client: string;
  server: string;
}

export interface FakeMessage {
  event: string;
  session: string;
  index: number;
  body: string;
  sender: FakeDevice;
}

/** Writes a journal by hand, with times that only a fake clock knows. */
export class Tape {
  readonly entries: Entry[];
  readonly random: Random;
  readonly room: string;
  t = 0;
  #operations = 0;

  constructor(header: Omit<Header, "kind" | "version" | "t" | "startedAt" | "policy" | "run">, random: Random) {
    this.random = random;
    this.room = `!${random.text(18)}:hs1`;
    const policy = { lateAfterMs: 4_000, lostAfterMs: 60_000 };
    const startedAt = "2026-11-24T08:00:00.000Z";
    this.entries = [{ kind: "header", version: JOURNAL_VERSION, t: 0, run: "fake", startedAt, policy, ...header }];
  }

  pass(low: number, high = low): this {
    this.t = Math.round((this.t + this.random.between(low, high)) * 10) / 10;
    return this;
  }

  write(entry: { [K in Entry["kind"]]: Omit<Extract<Entry, { kind: K }>, "t"> & { t?: number } }[Entry["kind"]]): void {
    this.entries.push({ t: this.t, ...entry } as Entry);
  }

  /** An operation that takes as long as what is done in it. */
  operation(device: FakeDevice, name: string, args: Record<string, unknown>, body: () => void, error?: string): number {
    const id = ++this.#operations;
    this.write({ kind: "op", id, device: device.name, name, phase: "invoke", args });
    body();
    this.pass(1, 4);
    this.write({ kind: "op", id, device: device.name, name, phase: error ? "fail" : "ok", ...(error && { error }) });
    return id;
  }

  beat(name: string, body: () => void): void {
    this.write({ kind: "beat", name, phase: "begin" });
    body();
    this.write({ kind: "beat", name, phase: "end" });
  }

  http(link: LinkName, route: string, rest: Partial<HttpEntry> & { keys?: KeySummary } = {}): void {
    const durationMs = rest.durationMs ?? this.random.between(4, 30);
    this.write({
      kind: "http",
      link,
      method: /^(sendToDevice|rooms\/send|federation\/(send|invite|send_join))$/.test(route) ? "PUT" : "POST",
      route,
      path: `/_matrix/client/v3/${route}`,
      status: 200,
      outcome: "answered",
      requestBytes: Math.round(this.random.between(200, 4000)),
      responseBytes: Math.round(this.random.between(20, 9000)),
      faults: [],
      ...rest,
      durationMs,
    });
    this.pass(durationMs);
  }

  /** A request of a client to its own server. */
  asks(device: FakeDevice, route: string, rest: Partial<HttpEntry> = {}): void {
    this.http(`clients->${device.server}`, route, { device: device.name, ...rest });
  }

  sync(device: FakeDevice, keys?: KeySummary): void {
    const durationMs = this.random.between(3, 180);
    this.asks(device, "sync", { method: "GET", durationMs, ...(keys && { keys }) });
  }
}
