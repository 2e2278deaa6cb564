import { randomBytes } from "node:crypto";
import { UsageError } from "./usage-error.ts";

/** A seed is 32 bits, written in hex. It fixes the plan, not the timing. */
export function parseSeed(text: string): number {
  if (!/^[0-9a-f]{1,8}$/i.test(text)) {
    throw new UsageError(`"${text}" is not a seed. A seed is 1 to 8 hex digits, from 0 to ffffffff.`);
  }
  return Number.parseInt(text, 16);
}

export function freshSeed(): number {
  return randomBytes(4).readUInt32BE();
}

export function formatSeed(seed: number): string {
  return seed.toString(16);
}

/** The seed of the n-th repeat, so that each repeat can be asked for by itself. */
export function seedOfRepeat(seed: number, repeat: number): number {
  return (seed + repeat) >>> 0;
}
