import {
  createJSONRPCErrorResponse,
  createJSONRPCNotification,
  type JSONRPCErrorResponse,
  type JSONRPCID,
  JSONRPCServer,
} from "json-rpc-2.0";
import { ErrorCode, type EventName, type Events, type MethodName, type Methods } from "../protocol.ts";
import { MethodError } from "./errors.ts";

/** A driver's methods. Those of capabilities that it lacks are missing. */
export type Handlers = {
  [M in MethodName]?: (params: Methods[M]["params"]) => Promise<Methods[M]["result"]>;
};

export type Emit = <E extends EventName>(event: E, params: Events[E]) => void;

/** A driver's end of the protocol, however lines travel: it answers calls and emits events. */
export class MethodServer {
  readonly #send: (line: string) => void;
  readonly #rpc = new JSONRPCServer({ errorListener: () => {} });

  /** @param explain turns errors of the driver's SDK into `MethodError`s, or returns them as they are */
  constructor(send: (line: string) => void, explain: (error: unknown) => unknown = (error) => error) {
    this.#send = send;
    this.#rpc.mapErrorToJSONRPCErrorResponse = (id, error) => errorReply(id, explain(error));
  }

  serve(handlers: Handlers): void {
    for (const [name, handler] of Object.entries(handlers)) {
      this.#rpc.addMethod(name, handler as (params: unknown) => Promise<unknown>);
    }
  }

  readonly emit: Emit = (event, params) => this.#send(JSON.stringify(createJSONRPCNotification(event, params)));

  /** Takes in one line from the harness; resolves when its answer has been sent. */
  async receive(line: string): Promise<void> {
    const reply = await this.#rpc.receiveJSON(line);
    if (reply) this.#send(JSON.stringify(reply));
  }
}

function errorReply(id: JSONRPCID, error: unknown): JSONRPCErrorResponse {
  const code = error instanceof MethodError ? error.code : ErrorCode.failed;
  const message = error instanceof Error ? error.message : String(error);
  return createJSONRPCErrorResponse(id, code, message, error instanceof MethodError ? error.data : undefined);
}
