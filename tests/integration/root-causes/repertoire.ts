import { AT_THE_SENDER } from "./at-the-sender.ts";
import { OLM } from "./olm.ts";
import { ON_THE_WAY } from "./on-the-way.ts";
import type { Production } from "./production.ts";
import { TRUST } from "./trust.ts";

export const REPERTOIRE: readonly Production[] = [...AT_THE_SENDER, ...OLM, ...ON_THE_WAY, ...TRUST];
