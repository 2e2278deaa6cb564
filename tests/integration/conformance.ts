import type { Capability, DriverKind } from "../../harness/cast/protocol.ts";
import { startHomeserver, type TestHomeserver } from "../support/homeserver.ts";
import { Stage } from "../support/stage.ts";
import { backup } from "./conformance/backup.ts";
import { devices } from "./conformance/devices.ts";
import { identity } from "./conformance/identity.ts";
import { messages } from "./conformance/messages.ts";
import { processes } from "./conformance/processes.ts";
import { roomKeys } from "./conformance/room-keys.ts";
import { rooms } from "./conformance/rooms.ts";
import { rtc } from "./conformance/rtc.ts";
import { session } from "./conformance/session.ts";
import { stores } from "./conformance/stores.ts";
import { toDevice } from "./conformance/to-device.ts";
import { verification } from "./conformance/verification.ts";

/** What a subject's tests are given. */
export interface Conformance {
  /** The stage of the test that runs. */
  stage(): Stage;
  /** A test that is skipped, and says so, where the kind lacks a capability. */
  test(capabilities: Capability[], title: string, body: (stage: Stage) => Promise<void>): void;
}

const TEST_TIMEOUT_MS = 60_000;

/** Holds a kind of client to every MUST of the driver protocol, against a real homeserver. */
export function driverConformance(name: string, openKind: () => Promise<DriverKind> | DriverKind): void {
  describe(`${name} conforms to the driver protocol`, function () {
    this.timeout(TEST_TIMEOUT_MS);
    let server: TestHomeserver;
    let stage: Stage;

    before("a homeserver and a client kind", async () => {
      server = await startHomeserver();
      stage = new Stage(await openKind(), server);
    });

    afterEach("an empty stage", () => stage.clear());

    after("nothing left behind", async () => {
      await stage?.close();
      await stage?.kind.close();
      await server?.[Symbol.asyncDispose]();
    });

    const conformance: Conformance = {
      stage: () => stage,
      test: (capabilities, title, body) => {
        it(title, async function () {
          const lacking = capabilities.filter((one) => !stage.kind.capabilities.has(one));
          if (lacking.length > 0) {
            if (this.test) this.test.title += ` (${name} has no ${lacking.join(", ")})`;
            this.skip();
          }
          await body(stage);
        });
      },
    };

    for (const subject of [
      session,
      processes,
      stores,
      rooms,
      messages,
      roomKeys,
      devices,
      identity,
      backup,
      verification,
      toDevice,
      rtc,
    ]) {
      subject(conformance);
    }
  });
}
