import type { FindingKind } from "../../oracle/index.ts";
import type { Scenario } from "../../story/scenario.ts";
import type { Action, Match, TapReply } from "../../world/gateway.ts";
import type { Mutant } from "./mutant.ts";
import * as stories from "./stories.ts";

type Json = Record<string, unknown>;

const OLM = "olm-wasm@hs1,olm-wasm@hs1";
const NODE = "node@hs1,node@hs1";
const RUST = "rust@hs1,rust@hs1";
/** Of `m.room.encryption`: a week, ms. */
const A_WEEK = 604_800_000;

/** Servers with a defect, by rules of the gateway that no exchange tells of. */
export const SERVER_MUTANTS: readonly Mutant[] = [
  server("hands-out-a-key-twice", stories.twoSpeakers, "otk-reused", "hands out the same one-time keys twice", () => {
    let first: TapReply | undefined;
    return [{ route: "keys/claim", times: 2 }, replying((reply) => (first ??= reply))];
  }),
  server(
    "hands-out-an-unknown-key",
    stories.firstMessage,
    "otk-unknown",
    "hands out a key that nobody uploaded",
    () => [
      { route: "keys/claim", times: 1 },
      replying(({ status, json }) => ({
        status,
        json: renamed(json, /^signed_curve25519:.*/, "signed_curve25519:XXXXXX"),
      })),
    ],
  ),
  server(
    "hands-out-the-fallback-key-early",
    stories.firstMessage,
    "fallback-early",
    "says of a one-time key that it is the fallback key",
    () => [{ route: "keys/claim", times: 1 }, replying(({ status, json }) => ({ status, json: asFallback(json) }))],
  ),
  server("loses-to-device-messages", stories.quietHour, "to-device-lost", "accepts Olm messages and loses them", () => [
    { route: "sync", device: "bob" },
    { do: "dropItems", items: { of: "toDevice" } },
  ]),
  server("swaps-to-device-messages", stories.away, "to-device-reordered", "delivers Olm messages backwards", () => [
    { route: "sync", device: "bob" },
    replying(({ status, json }) => {
      const { to_device: toDevice, ...sync } = json as { to_device?: { events?: unknown[] } };
      if ((toDevice?.events?.length ?? 0) < 2) return undefined;
      return { status, json: { ...sync, to_device: { events: toDevice?.events?.toReversed() } } };
    }),
  ]),
  server("keeps-device-lists-back", stories.lateDevice, "device-list-stale", "tells nobody of new devices", () => [
    { route: "sync", device: "alice" },
    { do: "dropItems", items: { of: "deviceList" } },
  ]),
  server("loses-events", stories.firstMessage, "never-arrived", "leaves messages out of a member's sync", () => [
    { route: "sync", device: "bob" },
    { do: "dropItems", items: { of: "event", type: "m.room.encrypted" } },
  ]),
  server("fails-by-itself", stories.firstMessage, "server-error", "answers a request for keys with 500", () => [
    { route: "keys/query", times: 1 },
    { do: "fail", status: 500, json: { errcode: "M_UNKNOWN", error: "Internal server error" } },
  ]),
  server("limits-rates", stories.firstMessage, "rate-limited", "refuses a request for keys as one too many", () => [
    { route: "keys/query", times: 1 },
    { do: "fail", status: 429, json: { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 100 } },
  ]),
  server(
    "loses-backed-up-keys",
    stories.restoration,
    "backup-incomplete",
    "gives back an empty backup",
    () => [{ route: "room_keys/keys", method: "GET" }, replying(({ status }) => ({ status, json: { rooms: {} } }))],
    NODE,
  ),
  server(
    "lengthens-the-rotation-period",
    stories.aging,
    "rotation-missed",
    "tells a client of a longer rotation period than the room has, so that it never rotates by time",
    () => [
      { route: ["sync", "state"], device: "alice" },
      replying(({ status, json }) => ({ status, json: withRotationPeriod(json, A_WEEK) })),
    ],
    RUST,
  ),
];

/** @param conduct which requests it mistreats, and how; made anew for each play */
function server(
  name: string,
  story: Scenario,
  caughtBy: FindingKind,
  does: string,
  conduct: () => [Match, Action],
  cell = OLM,
): Mutant {
  const defect = { misbehave: (gateway: Parameters<Misbehaviour>[0]) => gateway.addRule(...conduct()) };
  return { name, does: `hs1 ${does}`, story, cell, caughtBy, defect };
}

type Misbehaviour = Extract<Mutant["defect"], { misbehave: unknown }>["misbehave"];

const replying = (change: (reply: TapReply) => TapReply | undefined): Action => ({
  do: "rewriteReply",
  with: (_, reply) => change(reply),
});

/** The same JSON with other names of the keys that look like this. */
function renamed(json: unknown, pattern: RegExp, name: string): unknown {
  return JSON.parse(JSON.stringify(json), (_, value) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key.replace(pattern, name), part]))
      : value,
  );
}

function withRotationPeriod(json: unknown, ms: number): unknown {
  return JSON.parse(JSON.stringify(json ?? null), (key, value) => (key === "rotation_period_ms" ? ms : value));
}

function asFallback(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (key, value) =>
    key.startsWith("signed_curve25519:") ? { ...value, fallback: true } : value,
  );
}

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);
