import type { Driver } from "../cast/protocol.ts";
import { currentBeat } from "./beat.ts";
import type { Device, DeviceSurroundings } from "./device.ts";
import { callJournalled } from "./journalled.ts";
import type { Message } from "./room.ts";

/** Names the process in the store's lock; any name will do that is not the app's. */
const PROCESS = "notification";

export interface NotificationProcessOptions {
  /** It makes a new notification client for each push, and keeps none from one to the next. */
  readonly clientPerPush?: boolean;
}

/** What a phone starts when a push arrives: a process beside the app, on the same store, that shows one message. */
export class NotificationProcess {
  readonly #device: Device;
  readonly #driver: Driver;
  readonly #stage: DeviceSurroundings;
  readonly #newClient: boolean;

  private constructor(
    device: Device,
    driver: Driver,
    stage: DeviceSurroundings,
    { clientPerPush = false }: NotificationProcessOptions,
  ) {
    this.#device = device;
    this.#driver = driver;
    this.#stage = stage;
    this.#newClient = clientPerPush;
  }

  static async start(
    device: Device,
    stage: DeviceSurroundings,
    options: NotificationProcessOptions,
  ): Promise<NotificationProcess> {
    return new NotificationProcess(device, await device.openBeside(PROCESS), stage, options);
  }

  /** Is pushed for a message, and expected to show its text. */
  async shows(message: Message): Promise<void> {
    await showNotification(this.#device.name, this.#driver, this.#stage, message, this.#newClient);
  }

  async ends(): Promise<void> {
    await this.#driver.close();
  }
}

/** Has a client decide what a notification for a message shows, and expects the message's text. */
export async function showNotification(
  device: string,
  driver: Driver,
  stage: DeviceSurroundings,
  { event, room, body }: Message,
  newClient = false,
): Promise<void> {
  const args = { roomId: room.id, eventId: event, newClient };
  const { result } = await callJournalled(stage, device, driver, "notification", args);
  stage.journal.write({
    kind: "expectation",
    what: `${device}'s notification shows "${body}"`,
    met: result.state === "decrypted" && result.body === body,
    device,
    detail: result.found ? `It shows ${result.state}.` : "The event was not found.",
    ...currentBeat(),
  });
}
