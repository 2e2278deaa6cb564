import type { Machine, MachineRequest } from "../machine/machine.ts";
import { type Homeserver, mayPass, retrying } from "../matrix/homeserver.ts";

/** Where each kind of request goes. */
const ENDPOINTS: Record<MachineRequest["kind"], (request: MachineRequest) => ["POST" | "PUT", string[]]> = {
  keysUpload: () => ["POST", ["keys", "upload"]],
  keysQuery: () => ["POST", ["keys", "query"]],
  keysClaim: () => ["POST", ["keys", "claim"]],
  signatureUpload: () => ["POST", ["keys", "signatures", "upload"]],
  keysBackup: () => ["PUT", ["room_keys", "keys"]],
  toDevice: ({ eventType, txnId }) => ["PUT", ["sendToDevice", String(eventType), String(txnId)]],
  roomMessage: ({ roomId, eventType, txnId }) => [
    "PUT",
    ["rooms", String(roomId), "send", String(eventType), String(txnId)],
  ],
};

/** How long after a failure the machine's requests are tried again, when nothing else asks for it sooner. */
const TRY_AGAIN_MS = 5000;

export type Answered = (request: MachineRequest, response: string) => void;

/** Sends what the machine wants sent, and hands it the answers. */
export class OutgoingRequests {
  readonly #server: Homeserver;
  readonly #machine: Machine;
  readonly #answered: Answered;
  #round = Promise.resolve();
  /** The round after the one under way, which has missed what is new since it began. */
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(server: Homeserver, machine: Machine, answered: Answered) {
    this.#server = server;
    this.#machine = machine;
    this.#answered = answered;
  }

  /**
   * Sends one request, more than once if need be.
   * @throws HttpError or NoAnswer when it failed for good
   */
  async send(request: MachineRequest): Promise<void> {
    const [method, path] = ENDPOINTS[request.kind](request);
    const response = await retrying(() => this.#server.request(method, path, { body: request.body }));
    const { id } = request;
    if (id !== undefined) await this.#machine.markAsSent({ ...request, id }, response);
    this.#answered(request, response);
  }

  /**
   * Sends all that the machine wants sent by now. Never throws: what fails stays with the machine, and is
   * tried again later.
   */
  flush(): Promise<void> {
    this.#next ??= this.#round.then(() => {
      this.#next = undefined;
      this.#round = this.#sendAll();
      return this.#round;
    });
    return this.#next;
  }

  /** Sends nothing from now on, and waits for what is under way: afterwards the machine may be closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#next;
    await this.#round;
  }

  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const requests = await this.#machine.outgoingRequests();
    const sent = await Promise.allSettled(requests.map((request) => this.send(request)));
    const reasons = sent.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    for (const reason of reasons) console.error("a request of the machine failed:", reason);
    if (reasons.some(mayPass) && !this.#stopped)
      this.#timer = setTimeout(() => void this.flush(), TRY_AGAIN_MS).unref();
  }
}
