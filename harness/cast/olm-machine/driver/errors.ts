import { ErrorCode } from "../../protocol.ts";
import { MethodError } from "../../rpc/errors.ts";
import { HttpError, NoAnswer } from "../matrix/homeserver.ts";

/** Says of an error whether the operation may have happened all the same: it may when no clear answer came. */
export function explain(error: unknown): unknown {
  if (error instanceof NoAnswer) return new MethodError(ErrorCode.unknownOutcome, error.message);
  if (!(error instanceof HttpError)) return error;
  const { status, message, data } = error;
  const code = status >= 500 ? ErrorCode.unknownOutcome : ErrorCode.failed;
  return new MethodError(code, message, { status, errcode: data.errcode });
}
