import { Random as Seeded } from "../../../harness/faults/random.ts";

/** Draws what a fake journal is made of, so that a fake run is the same each time. */
export class Random extends Seeded {
  between(low: number, high: number): number {
    return Math.round((low + this.next() * (high - low)) * 10) / 10;
  }

  text(length: number, alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"): string {
    return Array.from({ length }, () => this.pick([...alphabet])).join("");
  }

  hex(length: number): string {
    return this.text(length, "0123456789abcdef");
  }
}
