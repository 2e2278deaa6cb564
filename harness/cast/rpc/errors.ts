import { ErrorCode } from "../protocol.ts";

/** What a driver throws to choose the code of its error reply. Any other error becomes `ErrorCode.failed`. */
export class MethodError extends Error {
  override name = "MethodError";
  readonly code: number;
  readonly data: Record<string, unknown> | undefined;

  constructor(code: number, message: string, data?: Record<string, unknown>) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const invalidParams = (message: string): MethodError => new MethodError(ErrorCode.invalidParams, message);

/** A call to a driver that did not succeed, as the harness sees it. */
export class DriverError extends Error {
  override name = "DriverError";
  readonly device: string;
  readonly method: string;
  /** One of `ErrorCode`, or another code of JSON-RPC. */
  readonly code: number;
  readonly data: unknown;

  constructor(device: string, method: string, code: number, message: string, data?: unknown) {
    super(`${device}: "${method}" ${message}`);
    this.device = device;
    this.method = method;
    this.code = code;
    this.data = data;
  }

  /** Whether the operation may have happened all the same. */
  get outcomeUnknown(): boolean {
    return this.code === ErrorCode.unknownOutcome;
  }
}
