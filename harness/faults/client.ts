/** Faults of one client: its process, its network and its store. */
import type { Evidence, HttpEntry } from "../journal/index.ts";
import type { RouteName } from "../world/gateway.ts";
import { setClock } from "./client-clock.ts";
import { bringBack, type ClientDevice, type HasDevice, requireMortal } from "./client-device.ts";
import { clone, fill, openTwice, rollBack, wipe } from "./client-store.ts";
import { DeadlyFault, killed } from "./deadly.ts";
import type { ActiveFault, Fault, FaultContext } from "./fault.ts";
import { freeze } from "./frozen.ts";
import { RequestFault } from "./requests.ts";
import { TwinFault } from "./twin.ts";

/** What can happen to an actor's client. Unless it is only offline, the story must cast it with `mayDie`. */
export function client(actor: HasDevice): ClientFaults {
  return new ClientFaults(actor.device);
}

export class ClientFaults {
  readonly #device: ClientDevice;

  constructor(device: ClientDevice) {
    this.#device = device;
  }

  /**
   * Shut down in good order, and started again on its store at the end of the block.
   * @wire Nothing comes from the client until it is back.
   * @evidence That its process ended by itself, with exit code 0.
   * @example await during(client(bob).isStopped(), () => alice.says("good night", room));
   */
  isStopped(): Fault {
    return this.#whileGone("client stopped", async () => {
      const { exited } = this.#device.driver;
      await this.#device.stop();
      const { code, signal } = await exited;
      return { bites: code === 0 ? 1 : 0, detail: `ended with ${signal ?? code}` };
    });
  }

  /**
   * Killed without warning, and started again at the end of the block on the store that it had written.
   * @wire The client's connections break off; nothing comes from it until it is back.
   * @evidence That its process ended by SIGKILL.
   * @example await during(client(bob).isKilled(), () => alice.says("bob?", room));
   */
  isKilled(): Fault {
    return this.#whileGone("client killed", async () => {
      const signal = await killed(this.#device);
      return { bites: signal === "SIGKILL" ? 1 : 0, detail: `ended by ${signal}` };
    });
  }

  /**
   * Killed when the server has acted upon its next request of these routes, before it gets the answer.
   * @wire The reply is held back until the client is dead, and then has nowhere to go.
   * @evidence That its process ended by SIGKILL.
   * @example const death = client(bob).isKilledBeforeReplyTo("keys/upload");
   */
  isKilledBeforeReplyTo(...routes: RouteName[]): DeadlyFault {
    const { name } = this.#device;
    return new DeadlyFault("client killed before reply", this.#device, { routes }, async ({ world, id }, strike) => {
      const match = { device: name, route: routes, times: 1 };
      const rule = await world.gateway.addRule(match, { do: "hold", when: "reply" }, id);
      void rule.bitten(LIFE_OF_A_STORY_MS).then(strike, () => {});
      return () => rule.remove();
    });
  }

  /**
   * Killed between decrypting and persisting a room key, as near as can be had from outside: once the reply that
   * carries an encrypted to-device message has gone out to it, or `afterMs` later.
   * @wire The sync reply is delivered whole; then the client's connections break off.
   * @evidence That its process ended by SIGKILL.
   * @example const death = client(bob).isKilledUponRoomKey({ afterMs: 5 });
   */
  isKilledUponRoomKey({ afterMs = 0 }: { afterMs?: number } = {}): DeadlyFault {
    const { name } = this.#device;
    return new DeadlyFault("client killed upon room key", this.#device, { afterMs }, async ({ world }, strike) =>
      world.gateway.onExchange((exchange) => {
        if (exchange.device === name && deliversSecrets(exchange)) setTimeout(strike, afterMs);
      }),
    );
  }

  /**
   * Alive, but doing nothing at all, like an app that the phone has suspended.
   * @wire All its processes get SIGSTOP, and SIGCONT at the end. Its connections stay open; nothing is read from them.
   * @evidence That it does not answer the harness while it is frozen, and does afterwards.
   * @example await during(client(bob).isFrozen(), () => alice.says("are you asleep?", room));
   */
  isFrozen(): Fault {
    return { name: "client frozen", target: this.#device.name, begin: () => freeze(this.#device) };
  }

  /**
   * Without network, while everyone else has it.
   * @wire Its requests under way are cut, and new ones never arrive; its connections are reset.
   * @evidence Requests cut.
   * @example await during(client(bob).isOffline(), () => alice.says("in the tunnel?", room));
   */
  isOffline(): RequestFault {
    return new RequestFault("client offline", { device: this.#device.name }, { do: "cutNetwork" }, {});
  }

  /**
   * Set back to what it was: what the client learns and does in the block, it has forgotten at the end, as after
   * a restored backup of the phone. The servers and everyone else remember.
   * @wire Shut down, copied and started again at the begin; killed and started on the copy at the end.
   * @evidence Requests of the client's that were answered in between.
   * @example await during(client(bob).isRolledBack(), () => alice.says("you will forget this", room).readBy(bob));
   */
  isRolledBack(): Fault {
    return this.#storeFault("client store rolled back", rollBack);
  }

  /**
   * Robbed of its store with all keys. At the end of the block the user removes the lost device and logs in anew, by
   * chance under its id.
   * @wire The client is killed and its store deleted; at the end the device is deleted at its server, and a new client
   * uploads other identity keys for the same device id.
   * @evidence That the device has another identity key than before.
   * @example await during(client(bob).losesItsStore(), () => alice.says("do you remember me?", room));
   */
  losesItsStore(): Fault {
    return this.#storeFault("client store deleted", wipe);
  }

  /**
   * Doubled: a copy of its store runs beside it, with the same session, device id and keys, until the end of the block.
   * @wire Two clients sync and upload keys with one access token. The journal's client is the original.
   * @evidence Events and keys that the copy was shown.
   * @example await during(client(bob).isCloned(), () => alice.says("to both of you", room).readBy(bob));
   */
  isCloned(): TwinFault {
    return new TwinFault("client cloned", this.#device, clone);
  }

  /**
   * Opened a second time on the same store: by a second process, or for js in a second tab of its browser.
   * @wire Two clients sync and upload keys with one access token.
   * @evidence Events and keys that the second one was shown.
   * @example await during(client(bob).isOpenTwice(), () => alice.says("to one of you", room).readBy(bob));
   */
  isOpenTwice(): TwinFault {
    return new TwinFault("client store opened twice", this.#device, openTwice);
  }

  /**
   * Out of date, or ahead of its time. Clients that are processes need libfaketime on this machine.
   * @wire Shut down, and started again with its clock this many seconds ahead, or behind if negative; at the end again
   * with the right clock.
   * @evidence Lines of its log that it dated wrong by more than half of that.
   * @example await during(client(bob).hasWrongClock({ seconds: 86_400 }), () => bob.says("tomorrow", room).readBy(alice));
   */
  hasWrongClock({ seconds }: { seconds: number }): Fault {
    const begin = () => setClock(this.#device, seconds);
    return { name: "client clock wrong", target: this.#device.name, params: { seconds }, begin };
  }

  /**
   * On a disk without any space left: nothing more gets into the client's store until the end of the block.
   * @wire Nothing but what the client then says or does not say. Each write of a process to its databases gets ENOSPC, for
   * which this machine needs strace; a browser's transactions are refused with a `QuotaExceededError`.
   * @evidence Writes that were refused.
   * @example await during(client(bob).hasFullDisk(), () => alice.says("can you keep this?", room));
   */
  hasFullDisk(): Fault {
    return this.#storeFault("client disk full", fill);
  }

  #storeFault(name: string, begin: (device: ClientDevice, context: FaultContext) => Promise<ActiveFault>): Fault {
    return { name, target: this.#device.name, begin: (context) => begin(this.#device, context) };
  }

  #whileGone(name: string, end: () => Promise<Evidence>): Fault {
    const device = this.#device;
    return {
      name,
      target: device.name,
      begin: async () => {
        requireMortal(device);
        const { syncing } = device;
        const evidence = await end();
        return { heal: () => bringBack(device, syncing), evidence: async () => evidence };
      },
    };
  }
}

/** Longer than any story takes; the end of its fault comes first, ms. */
const LIFE_OF_A_STORY_MS = 60 * 60_000;

function deliversSecrets({ route, outcome, keys }: HttpEntry): boolean {
  return (
    route === "sync" && outcome === "answered" && (keys?.toDevice ?? []).some(({ type }) => type === "m.room.encrypted")
  );
}
