import type { ClientEventEntry, DeviceName } from "../../journal/index.ts";
import type { Facts } from "./facts.ts";

/** The interactive verifications of a user that a device's client took for done. */
export function verificationsBy(facts: Facts, device: DeviceName, user: string): ClientEventEntry[] {
  return facts
    .of("clientEvent")
    .filter(
      ({ device: by, name, data }) =>
        by === device && name === "verification" && data.phase === "done" && data.userId === user,
    );
}
