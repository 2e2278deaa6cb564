import type { TroubledDisk } from "../cast/protocol.ts";
import type { ActiveFault } from "./fault.ts";
import { once } from "./once.ts";

/** A disk in trouble until the heal. @param bite what happens to it, e.g. `writes refused` */
export function troubledUntilHealed(disk: TroubledDisk, bite: string): ActiveFault {
  return {
    heal: once(() => disk.mend()),
    evidence: async () => {
      const bites = await disk.struck();
      return { bites, detail: `${bites} ${bite}` };
    },
  };
}

/** The command with a `-p` for every process but its own. */
export function onEveryProcess(command: string[]): string[] {
  const script = 'cd /proc; for p in [0-9]*; do [ "$p" = $$ ] || set -- "$@" -p "$p"; done; exec "$@"';
  return ["sh", "-c", script, "sh", ...command];
}
