import { type Driver, ErrorCode, type MethodName, type Methods } from "../cast/protocol.ts";
import type { DeviceName, Journal } from "../journal/index.ts";
import { currentBeat } from "./beat.ts";
import { redact, redactTokens } from "./redact.ts";

interface Around {
  journal: Journal;
  nextOperation(): number;
}

/** Calls a driver method on a device's behalf as an operation of the journal, and tells its number there. */
export function callJournalled<M extends MethodName>(
  around: Around,
  device: DeviceName,
  driver: Driver,
  name: M,
  args: Methods[M]["params"],
): Promise<{ id: number; result: Methods[M]["result"] }> {
  return journalled(around, device, name, args, () => driver.call(name, args));
}

/** Does something on a device's behalf as an operation of the journal, and tells its number there. */
export async function journalled<Result>(
  { journal, nextOperation }: Around,
  device: DeviceName,
  name: MethodName | "request",
  args: object,
  act: () => Promise<Result>,
): Promise<{ id: number; result: Result }> {
  const id = nextOperation();
  const operation = { kind: "op", id, device, name, ...currentBeat() } as const;
  journal.write({ ...operation, phase: "invoke", args: redact(args as Record<string, unknown>) });
  try {
    const result = await act();
    journal.write({ ...operation, phase: "ok", result: redact(result as Record<string, unknown>) });
    return { id, result };
  } catch (error) {
    const unknown = (error as { code?: number }).code === ErrorCode.unknownOutcome;
    const told = redactTokens((error as Error).message);
    journal.write({ ...operation, phase: unknown ? "info" : "fail", error: told });
    throw error;
  }
}
