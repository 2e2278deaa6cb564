import { type Driver, ErrorCode, type MethodName, type Methods } from "../cast/protocol.ts";
import type { DeviceName, Journal } from "../journal/index.ts";
import { currentBeat } from "./beat.ts";
import { redact } from "./redact.ts";

/** Calls a driver method on a device's behalf as an operation of the journal, and tells its number there. */
export async function journalled<M extends MethodName>(
  { journal, nextOperation }: { journal: Journal; nextOperation(): number },
  device: DeviceName,
  driver: Driver,
  name: M,
  args: Methods[M]["params"],
): Promise<{ id: number; result: Methods[M]["result"] }> {
  const id = nextOperation();
  const operation = { kind: "op", id, device, name, ...currentBeat() } as const;
  journal.write({ ...operation, phase: "invoke", args: redact(args as Record<string, unknown>) });
  try {
    const result = await driver.call(name, args);
    journal.write({ ...operation, phase: "ok", result: redact(result as Record<string, unknown>) });
    return { id, result };
  } catch (error) {
    const unknown = (error as { code?: number }).code === ErrorCode.unknownOutcome;
    journal.write({ ...operation, phase: unknown ? "info" : "fail", error: (error as Error).message });
    throw error;
  }
}
