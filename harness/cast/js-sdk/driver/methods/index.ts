import { getVersions, initAsync } from "@matrix-org/matrix-sdk-crypto-wasm";
import { mutable } from "../../../mutations/outward.ts";
import { type Hello, PROTOCOL_VERSION } from "../../../protocol.ts";
import type { Emit, Handlers } from "../../../rpc/server.ts";
import { capabilitiesOf } from "../capabilities.ts";
import { Context } from "../context.ts";
import { captureLogs } from "../logs.ts";
import type { Platform } from "../platform.ts";
import { backup } from "./backup.ts";
import { dehydration } from "./dehydration.ts";
import { devices } from "./devices.ts";
import { identity } from "./identity.ts";
import { messages } from "./messages.ts";
import { roomKeys } from "./room-keys.ts";
import { rooms } from "./rooms.ts";
import { rtc } from "./rtc.ts";
import { session } from "./session.ts";
import { toDevice } from "./to-device.ts";
import { verification } from "./verification.ts";

/** Set by the bundler: the versions of the packages in the bundle. */
declare const SDK_VERSIONS: { "matrix-js-sdk": string; "matrix-sdk-crypto-wasm": string };

const SUBJECTS = [
  session,
  rooms,
  messages,
  roomKeys,
  devices,
  identity,
  backup,
  verification,
  toDevice,
  dehydration,
  rtc,
] as const;

type AllHandlers = Handlers & Required<Pick<Handlers, "hello" | "shutdown">>;

/** All methods of the driver, on any platform. */
export function methods(platform: Platform, emit: Emit): AllHandlers {
  captureLogs(emit, platform.debug);
  return mutable((mutated) => honestMethods(platform, mutated), emit);
}

function honestMethods(platform: Platform, emit: Emit): AllHandlers {
  const context = new Context(platform, emit);
  const handlers: Handlers = Object.assign({}, ...SUBJECTS.map((subject) => subject(context)));
  return { shutdown: async () => ({}), ...handlers, hello: () => hello(platform) };
}

/** Loads the WebAssembly on the way, so that a client that has greeted is warm. */
async function hello({ driver, versions, storage }: Platform): Promise<Hello> {
  await initAsync();
  const { matrix_sdk_crypto, vodozemac } = getVersions();
  return {
    protocol: PROTOCOL_VERSION,
    driver,
    versions: { ...SDK_VERSIONS, "matrix-sdk-crypto": matrix_sdk_crypto, vodozemac, ...versions },
    capabilities: capabilitiesOf(SDK_VERSIONS["matrix-js-sdk"], storage !== undefined),
  };
}
