import openedEarly from "../../../scenarios/clients/room-opened-before-its-first-sync.ts";
import { AT_THE_SENDER } from "./at-the-sender.ts";
import { OLM } from "./olm.ts";
import { ON_THE_WAY } from "./on-the-way.ts";
import type { Production } from "./production.ts";
import { TRUST } from "./trust.ts";

/** The one client that is known to lose what it had decrypted, by the story that shows it. */
const SHOWN_WRONGLY: Production = {
  story: openedEarly,
  loses: { "its key is late": "decryption lost at the recipient's client" },
  kinds: ["rust"],
};

export const REPERTOIRE: readonly Production[] = [...AT_THE_SENDER, ...OLM, ...ON_THE_WAY, ...TRUST, SHOWN_WRONGLY];
