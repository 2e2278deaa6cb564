/** Deliberate defects in what a driver reports, and in what it makes of a call. Any driver in TypeScript can have them. */
import type { ClientOptions, EventName, Events, MethodName } from "../protocol.ts";
import type { Emit, Handlers } from "../rpc/server.ts";

/** What an event becomes; undefined: the driver keeps it to itself. */
type Reports = { [E in EventName]?: (params: Events[E]) => Events[E] | undefined };

interface OutwardMutation {
  readonly reports?: Reports;
  /** Methods in place of the true ones. */
  readonly methods?: (honest: Required<Handlers>) => Handlers;
}

export const OUTWARD_MUTATIONS: Readonly<Record<string, OutwardMutation>> = {
  "hides-warnings": {
    reports: { timeline: (shown) => (shown.shield ? { ...shown, shield: { color: "none" } } : shown) },
  },
  "warns-falsely": {
    reports: {
      timeline: (shown) => (shown.shield ? { ...shown, shield: { color: "red", code: "MISMATCHED_SENDER" } } : shown),
    },
  },
  "alters-texts": {
    reports: { timeline: (shown) => (shown.body ? { ...shown, body: `${shown.body}, or so` } : shown) },
  },
  "shows-nothing": { reports: { timeline: () => undefined } },
  "takes-a-cancellation-for-success": {
    reports: { verification: (step) => (step.phase === "cancelled" ? { ...step, phase: "done" } : step) },
  },
  "takes-no-media-keys": { reports: { rtcKey: () => undefined } },
  "mistakes-media-keys": { reports: { rtcKey: (key) => ({ ...key, keyHash: `not ${key.keyHash}` }) } },
  "hides-failures-from-the-hook": { reports: { utdHook: () => undefined } },
  "misreports-failures": { reports: { utdHook: (report) => ({ ...report, cause: "UNKNOWN_SENDER_DEVICE" }) } },
  "sends-in-clear": {
    methods: ({ sendRaw }) => ({
      send: ({ roomId, body }) => sendRaw({ roomId, type: "m.room.message", content: { msgtype: "m.text", body } }),
    }),
  },
  "ignores-the-blacklist": { methods: () => ({ blacklistDevice: async () => ({}) }) },
  "ignores-isolation": {
    methods: ({ login }) => ({
      login: ({ options, ...params }) => login({ ...params, options: { ...options, excludeInsecureDevices: false } }),
    }),
  },
  "takes-anybody-for-verified": thinkingOfEverybody({ verified: true }),
  "forgets-whom-it-verified": thinkingOfEverybody({ verified: false }),
  "takes-a-mismatch-for-a-match": { methods: ({ confirmSas }) => ({ mismatchSas: confirmSas }) },
};

function thinkingOfEverybody(trust: { verified: boolean }): OutwardMutation {
  return {
    methods: ({ devices }) => ({
      devices: async (params) => {
        const known = await devices(params);
        return { devices: known.devices.map((device) => ({ ...device, ...trust })) };
      },
    }),
  };
}

/**
 * The driver that `make` makes, with the outward mutation that its session's options name, if any.
 * @param make makes the methods, given the way to emit events
 */
export function mutable<H extends Handlers>(make: (emit: Emit) => H, emit: Emit): H {
  let mutation: OutwardMutation = {};
  const honest = make((event, params) => {
    const change = mutation.reports?.[event];
    const told = change ? change(params) : params;
    if (told) emit(event, told);
  });
  const adopt = ({ options }: { options?: ClientOptions }) => {
    mutation = OUTWARD_MUTATIONS[options?.mutation ?? ""] ?? {};
  };
  const call = (name: MethodName) => (params: never) => {
    if (name === "login" || name === "restore") adopt(params);
    const handlers: Handlers = { ...honest, ...mutation.methods?.(honest as Required<Handlers>) };
    return handlers[name]?.(params);
  };
  return Object.fromEntries(Object.keys(honest).map((name) => [name, call(name as MethodName)])) as H;
}
