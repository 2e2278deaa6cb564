import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk";
import { ErrorCode } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";

const TIMED_OUT = new Set(["AbortError", "TimeoutError"]);

/** Says of an SDK error whether the operation may have happened all the same: it may when no clear answer came. */
export function explain(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MethodError) return error;
  if (error instanceof ConnectionError || TIMED_OUT.has(error.name)) {
    return new MethodError(ErrorCode.unknownOutcome, error.message);
  }
  if (!(error instanceof HTTPError)) return error;
  const status = error.httpStatus ?? 0;
  const code = status >= 500 ? ErrorCode.unknownOutcome : ErrorCode.failed;
  return new MethodError(code, error.message, {
    status,
    ...(error instanceof MatrixError && { errcode: error.errcode }),
  });
}
