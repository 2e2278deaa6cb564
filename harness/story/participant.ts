import type { Room } from "./room.ts";
import { Speaker } from "./speaker.ts";

/** matrix-js-sdk keeps a media key for up to 10 s before it makes a new one, and uses that one a second later. */
const MEDIA_KEY_BUDGET_MS = 20_000;

/** What a device does in calls: MatrixRTC, without media. */
export class Participant extends Speaker {
  /** Joins the room's call, which `opensEncryptedRoom({ forCalls: true })` allows to everybody. */
  async joinsCall(room: Room): Promise<void> {
    this.device.mediaKeys.clear();
    await this.device.act("rtcJoin", { roomId: room.id });
  }

  async leavesCall(room: Room): Promise<void> {
    await this.device.act("rtcLeave", { roomId: room.id });
  }

  /** Waits until this device has the media key that each of the others uses. Those of the end are the oracles' business, too. */
  async hears(others: Participant[], room: Room): Promise<void> {
    await Promise.all(
      others.map(async (other) => {
        const has = () => {
          const used = other.#mediaKeyOf(other, room);
          return used !== undefined && this.#mediaKeyOf(other, room) === used;
        };
        // Either end may be the last to take the key into use.
        const seen = [this, other].map(({ device }) => device.watch.until(has, MEDIA_KEY_BUDGET_MS));
        const met = await Promise.race(seen);
        await this.expectation(`${this.name} has the media key of ${other.name}`, met);
      }),
    );
  }

  /** Plays what must make this device use another media key, such as a leave, and waits until it does. */
  async changesMediaKey(room: Room, because: () => PromiseLike<unknown>): Promise<void> {
    const before = this.#mediaKeyOf(this, room);
    await because();
    const met = await this.device.watch.until(() => this.#mediaKeyOf(this, room) !== before, MEDIA_KEY_BUDGET_MS);
    await this.expectation(`${this.name} changes its media key`, met);
  }

  /** A name of the latest key that this device has of a participant. */
  #mediaKeyOf({ userId, device }: Participant, room: Room): string | undefined {
    return this.device.mediaKeys.get(`${room.id} ${userId} ${device.deviceId}`);
  }
}
