import type { DriverKind } from "../protocol.ts";
import { StdioDriver } from "./driver.ts";
import { stdioKind } from "./kind.ts";

/**
 * Any client that somebody else brings: `--driver name=command`.
 * @param command a shell command line that starts a driver
 * @throws DriverError when it cannot be started or does not greet back
 */
export async function externalKind(name: string, command: string): Promise<DriverKind> {
  const shell = { file: "/bin/sh", args: ["-c", command] };
  const first = await StdioDriver.start(name, shell);
  await first.close();
  return stdioKind({ kind: name, capabilities: first.hello.capabilities, command: async () => shell });
}
