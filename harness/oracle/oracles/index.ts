import type { Oracle } from "../case.ts";
import { decryption } from "./decryption.ts";
import { faultBit } from "./fault-bit.ts";
import { plot } from "./plot.ts";
import { secrecy } from "./secrecy.ts";

/** Every question that is asked of a journal. */
export const ORACLES: readonly Oracle[] = [decryption, secrecy, faultBit, plot];
