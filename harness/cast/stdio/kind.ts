import type { Capability, Driver, DriverKind } from "../protocol.ts";
import { WarmPool } from "../warm-pool.ts";
import { findFakeTime, wrongClock } from "../wrong-clock.ts";
import { StdioDriver } from "./driver.ts";
import type { Command } from "./process.ts";

export interface StdioKindOptions {
  readonly kind: string;
  readonly capabilities: readonly Capability[];
  /** The command line of one client, built on first use. */
  readonly command: () => Promise<Command>;
  /** How many started clients to keep ready. Default 1. */
  readonly warm?: number;
  readonly unavailable?: DriverKind["unavailable"];
}

/** A kind whose clients are processes that speak the driver protocol over stdin and stdout. */
export function stdioKind({ kind, capabilities, command, warm = 1, unavailable }: StdioKindOptions): DriverKind {
  const spawn = async (env: Record<string, string> = {}): Promise<StdioDriver> => {
    const { file, args, env: own } = await command();
    return StdioDriver.start(kind, { file, args, env: { ...own, ...env } });
  };
  const pool = new WarmPool({
    size: warm,
    make: spawn,
    dispose: (driver) => driver.kill(),
    usable: (driver) => !driver.gone,
  });
  return {
    kind,
    capabilities: new Set(capabilities),
    versions: async () => (await pool.peek()).hello.versions,
    start: async ({ name, logPath, env, clockSkewMs }): Promise<Driver> => {
      const own = { ...env, ...(clockSkewMs && wrongClock(findFakeTime(), clockSkewMs / 1000)) };
      const driver = Object.keys(own).length > 0 ? await spawn(own) : await pool.take();
      return driver.adopt(name, logPath);
    },
    close: () => pool.close(),
    ...(unavailable && { unavailable }),
  };
}
