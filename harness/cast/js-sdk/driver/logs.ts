import type { Events } from "../../protocol.ts";
import type { Emit } from "../../rpc/server.ts";

const LEVELS = {
  trace: "debug",
  debug: "debug",
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
} as const satisfies Record<string, Events["log"]["level"]>;

/**
 * Sends all that goes to the console as `log` events. The SDK has several loggers, but all of them look up the
 * console's methods when they write. What is for the SDK's own developers is sent only when `debug` is set: it is most
 * of it, and to send it was an eighth of all computing.
 */
export function captureLogs(emit: Emit, debug: boolean): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] =
      level === "debug" && !debug
        ? () => {}
        : (...parts: unknown[]) => emit("log", { level, message: parts.map(text).join(" "), ts: Date.now() });
  }
}

function text(part: unknown): string {
  if (typeof part === "string") return part;
  if (part instanceof Error) return part.stack ?? String(part);
  try {
    return JSON.stringify(part) ?? String(part);
  } catch {
    return String(part);
  }
}
