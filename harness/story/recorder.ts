import type { Driver } from "../cast/protocol.ts";
import type { DeviceName, Journal, NewEntry } from "../journal/index.ts";
import { redactTokens } from "./redact.ts";

/** Writes what a driver reports into the journal. Its log lines have the time of its own clock, which may be ahead. */
export function recordEvents(
  driver: Driver,
  device: DeviceName,
  to: Pick<Journal, "write" | "fromWallClock">,
  clockSkewMs = 0,
): void {
  const journal = {
    write: (entry: NewEntry) => to.write(withoutNulls(entry)),
    fromWallClock: to.fromWallClock.bind(to),
  };
  driver.on("timeline", ({ roomId: room, eventId: event, ...shown }) =>
    journal.write({ kind: "timeline", device, room, event, ...shown }),
  );
  driver.on("roomKey", ({ roomId: room, ...key }) => journal.write({ kind: "roomKey", device, room, ...key }));
  driver.on("toDevice", (event) => journal.write({ kind: "toDevice", device, ...event }));
  driver.on("utdHook", ({ eventId: event, ...utd }) => journal.write({ kind: "utdHook", device, event, ...utd }));
  for (const name of ["room", "member", "verification", "rtcKey", "rtcMembers", "syncState"] as const) {
    driver.on(name, (data) => journal.write({ kind: "clientEvent", device, name, data: { ...data } }));
  }
  driver.on("log", ({ level, message, ts }) => {
    if (level === "warn" || level === "error") {
      journal.write({
        kind: "log",
        source: device,
        level,
        line: redactTokens(message),
        t: journal.fromWallClock(ts - clockSkewMs),
      });
    }
  });
}

/** Many languages write null for what is absent; the journal leaves it out. */
function withoutNulls(entry: NewEntry): NewEntry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null)) as NewEntry;
}
