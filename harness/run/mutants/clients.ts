import type { FindingKind } from "../../oracle/index.ts";
import type { Scenario } from "../../story/scenario.ts";
import type { Mutant } from "./mutant.ts";
import * as stories from "./stories.ts";

const OLM = "olm-wasm@hs1,olm-wasm@hs1";
const NODE = "node@hs1,node@hs1";
const JS = "js@hs1,js@hs1";
const RUST = "rust@hs1,rust@hs1";

const DECEIVED = "confirms a verification whose emoji differ";
const UNCANCELLED = "takes a cancelled verification for done";
const MISREPORTS = "has a hook that names another cause than its timeline";
const NO_WARNING = "shows no warning where the sender is spoofed";
const REFUSED_BACKUP = "takes keys that the backup refused for backed up";
const IN_CLEAR = "sends unencrypted into an encrypted room";

/** Clients with a defect. The same mutation may well be shown in several kinds: each has seams of its own. */
export const CLIENT_MUTANTS: readonly Mutant[] = [
  client("alice", "skips-the-claim", stories.firstMessage, "lost", "claims no one-time keys"),
  client("bob", "drops-to-device", stories.firstMessage, "lost", "drops every Olm message"),
  client("bob", "takes-room-keys-in-late", stories.quietHour, "late", "takes room keys in eight seconds late"),
  client("bob", "shows-nothing", stories.firstMessage, "never-arrived", "shows no message at all"),
  client("bob", "alters-texts", stories.firstMessage, "altered", "shows another text than was sent"),
  client("bob", "warns-falsely", stories.firstMessage, "falsely-accused", "warns of an honest sender"),
  client("bob", "hides-warnings", stories.spoof, "spoofed", NO_WARNING),
  client("alice", "sends-in-clear", stories.firstMessage, "plaintext", IN_CLEAR),
  client("alice", "ignores-the-blacklist", stories.withheld, "leaked", "shares keys with a blacklisted device"),
  client(
    "bob",
    "ignores-isolation",
    stories.unsignedSender,
    "insecure-sender-accepted",
    "shows what an unsigned device said, against its own setting",
  ),
  client(
    "alice",
    "keeps-the-session-after-a-leave",
    stories.departure,
    "rotation-missed",
    "keeps its Megolm session, and shares it on, after a member left",
  ),
  client(
    "alice",
    "never-rotates-by-count",
    stories.conversation,
    "rotation-missed",
    "uses a Megolm session for more messages than the room allows",
  ),
  client("alice", "rotates-needlessly", stories.conversation, "rotation-needless", "makes a session for each message"),
  client("alice", "turns-the-ratchet-back", stories.conversation, "index-reused", "uses a Megolm index again"),
  client("alice", "breaks-olm-messages", stories.quietHour, "olm-wedged", "sends Olm messages that nobody can decrypt"),
  client("alice", "ignores-device-lists", stories.newDevice, "lost", "does not hear of others' new devices"),
  client("bob", "uploads-used-keys-again", stories.theft, "otk-reused", "publishes used one-time keys again"),
  client("bob", "numbers-its-keys-anew", stories.conversation, "otk-rejected", "gives new keys the names of old ones"),
  client("bob", "never-fills-up-its-keys", stories.emptyStock, "otk-starved", "uploads one-time keys only once"),
  client("bob", "piles-up-keys", stories.conversation, "otk-overstock", "uploads one-time keys with every sync"),
  client("alice", "asks-in-a-flood", stories.conversation, "storm", "asks for the same keys 150 times"),

  client("alice", "takes-a-mismatch-for-a-match", stories.mismatch, "verification-deceived", DECEIVED, NODE),
  client("alice", "takes-a-cancellation-for-success", stories.mismatch, "verification-split", UNCANCELLED, NODE),
  client(
    "alice",
    "takes-anybody-for-verified",
    stories.acquaintance,
    "trust-unearned",
    "takes users for verified that nobody verified",
    NODE,
  ),
  client(
    "alice",
    "forgets-whom-it-verified",
    stories.acquaintance,
    "trust-missing",
    "does not take a user for verified whom it verified",
    NODE,
  ),
  client("bob", "takes-no-media-keys", stories.call, "media-key-lost", "takes no media keys", NODE),
  client("bob", "mistakes-media-keys", stories.call, "media-key-forged", "takes something else for a media key", NODE),
  client("alice", "skips-the-claim", stories.slowClaim, "fault-missed", "never does what the fault is about", NODE),
  client("bob", "misreports-failures", stories.withheld, "hook-disagrees", MISREPORTS, NODE),
  client("bob", "hides-failures-from-the-hook", stories.withheld, "hook-disagrees", "has a hook that is silent", NODE),
  client("bob", "hides-warnings", stories.spoof, "spoofed", NO_WARNING, NODE),

  client("alice", "skips-the-claim", stories.firstMessage, "lost", "claims no one-time keys", JS),
  client("bob", "drops-to-device", stories.firstMessage, "lost", "drops every Olm message", JS),
  client("alice", "takes-refused-backups-for-done", stories.refusedBackup, "lost", REFUSED_BACKUP, JS),

  client("alice", "sends-in-clear", stories.firstMessage, "plaintext", IN_CLEAR, RUST),
  client("bob", "hides-warnings", stories.spoof, "spoofed", NO_WARNING, RUST),
  client("bob", "misreports-failures", stories.withheld, "hook-disagrees", MISREPORTS, RUST),
  client("alice", "takes-a-mismatch-for-a-match", stories.mismatch, "verification-deceived", DECEIVED, RUST),
  client("alice", "restores-nothing", stories.restoration, "backup-incomplete", "leaves the backup's keys there", RUST),
  client("bob", "forgets-its-store", stories.restart, "otk-rejected", "loses its keys when it is started again", RUST),
];

/** @param role whose client it is; the others are as they should be */
function client(
  role: string,
  mutation: string,
  story: Scenario,
  caughtBy: FindingKind,
  does: string,
  cell = OLM,
): Mutant {
  const [kind] = cell.split("@");
  const name = cell === OLM ? mutation : `${mutation}-${kind}`;
  return { name, does: `${role}'s client ${does}`, story, cell, caughtBy, defect: { role, mutation } };
}
