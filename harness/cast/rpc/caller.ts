import { EventEmitter } from "node:events";
import {
  createJSONRPCErrorResponse,
  JSONRPCClient,
  JSONRPCErrorException,
  JSONRPCServer,
  JSONRPCServerAndClient,
} from "json-rpc-2.0";
import { ErrorCode, type EventName, type Events, type MethodName, type Methods } from "../protocol.ts";
import { DriverError } from "./errors.ts";

const HELLO_TIMEOUT_MS = 10_000;
const CALL_TIMEOUT_MS = 30_000;

/** The harness's end of the driver protocol, however lines travel. */
export class Caller {
  /** The harness's name for the device; errors carry it. */
  device: string;
  readonly #client: JSONRPCClient;
  readonly #peer: JSONRPCServerAndClient;
  readonly #events = new EventEmitter().setMaxListeners(0);
  #ended: string | undefined;

  constructor(device: string, send: (line: string) => void) {
    this.device = device;
    this.#client = new JSONRPCClient((request) => send(JSON.stringify(request)));
    const server = new JSONRPCServer();
    server.applyMiddleware(async (_next, { method, params }) => {
      this.#events.emit(method, params);
      return null;
    });
    this.#peer = new JSONRPCServerAndClient(server, this.#client);
  }

  /**
   * Takes in one line from the driver; what a dead one still has in the pipe is of no use.
   * @throws SyntaxError when it is not JSON
   */
  receive(line: string): void {
    if (!this.#ended) void this.#peer.receiveAndSend(JSON.parse(line));
  }

  /** @throws DriverError when the driver answers with an error, not in time, or dies meanwhile */
  async call<M extends MethodName>(
    method: M,
    params: Methods[M]["params"],
    timeoutMs: number = method === "hello" ? HELLO_TIMEOUT_MS : CALL_TIMEOUT_MS,
  ): Promise<Methods[M]["result"]> {
    if (this.#ended) throw this.#error(method, ErrorCode.failed, `cannot be called: ${this.#ended}`);
    try {
      return await this.#client.timeout(timeoutMs, lateAnswer(timeoutMs)).request(method, params);
    } catch (error) {
      if (this.#ended) throw this.#error(method, ErrorCode.unknownOutcome, `was under way: ${this.#ended}`);
      if (!(error instanceof JSONRPCErrorException)) throw error;
      throw this.#error(method, error.code, explain(error), error.data);
    }
  }

  on<E extends EventName>(event: E, listener: (params: Events[E]) => void): () => void {
    this.#events.on(event, listener);
    return () => this.#events.off(event, listener);
  }

  /** Rejects every call, under way and to come, because the process is gone. */
  end(reason: string): void {
    this.#ended ??= reason;
    this.#client.rejectAllPendingRequests(reason);
  }

  #error(method: string, code: number, message: string, data?: unknown): DriverError {
    return new DriverError(this.device, method, code, message, data);
  }
}

const lateAnswer = (timeoutMs: number) => (id: string | number | null) =>
  createJSONRPCErrorResponse(id, ErrorCode.unknownOutcome, `gave no answer within ${timeoutMs / 1000} s`);

function explain({ code, message }: JSONRPCErrorException): string {
  if (code === ErrorCode.noSuchMethod)
    return "is not known to this driver: a story that needs it must name its capability";
  return message.startsWith("gave no answer") ? message : `failed: ${message}`;
}
