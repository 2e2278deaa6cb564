import { globSync } from "node:fs";

/** The environment of a process whose time of day is wrong, by libfaketime; the time that passes for it is right. */
export function wrongClock(library: string, seconds: number): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? "" : "+"}${seconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
}

/** This machine's libfaketime. @throws {Error} that says how to get it */
export function findFakeTime(): string {
  const [library] = globSync("/usr/lib{,64}/{*/,}faketime/libfaketime.so.1");
  if (library) return library;
  throw new Error("A client with a wrong clock needs libfaketime: install it with `sudo apt-get install libfaketime`.");
}
