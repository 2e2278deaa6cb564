import type { Entry, KnownFailureEntry } from "../../../harness/journal/index.ts";
import { claimFails, enters, everyoneJoined, keyArrives, messageArrives, says, sharesKey, shows } from "./plots.ts";
import { Random } from "./random.ts";
import { type FakeDevice, Tape } from "./tape.ts";

/** What is to become of the message in the middle of the story. */
export type Fate = "read" | "late" | "lost" | "known" | "fixed" | "untouched" | "broken-off";

export interface FakeStory {
  id: string;
  title: string;
  why: string;
  cell: string;
  seed: string;
  fate: Fate;
}

const LINK = "matrix-org/matrix-rust-sdk#2864";
const BEAT = "said in the dark";

/** A whole journal of Alice on hs1 and Bob on hs2: Alice's first message, under a fault, meets the given fate. */
export function fakeJournal({ id, title, why, cell, seed, fate }: FakeStory): Entry[] {
  const random = new Random(Number.parseInt(seed, 16));
  const knownFailures: KnownFailureEntry[] =
    fate === "known" || fate === "fixed" ? [{ link: LINK, kind: "lost", beat: BEAT, device: "bob" }] : [];
  const header = { story: id, title, why, tracks: [LINK], knownFailures, canary: false, cell, seed, versions: {} };
  const tape = new Tape(header, random);
  const [alice, bob] = castOf(cell, random);
  enters(tape, alice);
  enters(tape, bob);
  opensRoom(tape, alice, bob);
  const session = random.text(43);
  talk(tape, bob, alice, { body: "hello", session: random.text(43), index: 0, hash: random.hex(16) });
  underFault(tape, alice, bob, session, fate);
  for (let index = 1; index <= 6 && fate !== "broken-off"; index++) {
    talk(tape, alice, bob, { body: `and then ${index}`, session, index });
  }
  const sent = tape.entries.flatMap((entry) => (entry.kind === "sent" ? [entry.event] : []));
  for (const event of sent) everyoneJoined(tape, event, [alice.user, bob.user]);
  finish(tape, fate);
  return tape.entries.sort((a, b) => a.t - b.t);
}

function castOf(cell: string, random: Random): [FakeDevice, FakeDevice] {
  const [alice, bob] = ["alice", "bob"].map((name, seat): FakeDevice => {
    const [client = "js", server = "hs1"] = (cell.split(",")[seat] ?? "").split("@");
    return { name, user: `@${name}-${random.hex(6)}:${server}`, deviceId: name.toUpperCase(), client, server };
  });
  return [alice as FakeDevice, bob as FakeDevice];
}

function opensRoom(tape: Tape, alice: FakeDevice, bob: FakeDevice): void {
  tape.operation(alice, "createRoom", { invite: [bob.user] }, () =>
    tape.asks(alice, "createRoom", { durationMs: 120 }),
  );
  tape.http(`${alice.server}->${bob.server}`, "federation/invite", { durationMs: 90 });
  tape.sync(bob, { events: [{ type: "m.room.member", stateKey: bob.user, membership: "invite" }] });
  tape.operation(bob, "join", { roomId: tape.room }, () => {
    tape.http(`${bob.server}->${alice.server}`, "federation/send_join", { durationMs: 140 });
    tape.asks(bob, "join", { durationMs: 220 });
  });
  tape.sync(alice, { deviceLists: { changed: [bob.user], left: [] } });
}

function talk(tape: Tape, sender: FakeDevice, reader: FakeDevice, said: Parameters<typeof says>[3]): void {
  const message = says(tape, sender, reader, said);
  if (said.hash) keyArrives(tape, reader, message, said.hash);
  messageArrives(tape, reader, message);
  tape.sync(sender);
  tape.sync(reader);
}

function underFault(tape: Tape, alice: FakeDevice, bob: FakeDevice, session: string, fate: Fate): void {
  const fault = { kind: "fault", id: "f1", name: "link down", target: `${alice.server}->${bob.server}` } as const;
  const said = { body: "Bob may miss this", beat: BEAT, session, index: 0 };
  const meetsFate = fate === "read" || fate === "fixed" || fate === "untouched" ? isRead : isNotRead;
  const bites = fate === "untouched" ? 0 : 3;
  const detail = bites ? "3 connections were refused" : "no connection was tried";
  const heal = () => tape.write({ ...fault, phase: "heal", evidence: { bites, detail } });
  tape.write({ ...fault, phase: "begin" });
  meetsFate(tape, alice, bob, said, heal, fate);
}

type Said = Parameters<typeof says>[3];

/** The key is shared in spite of the fault, and arrives when it is healed. */
function isRead(tape: Tape, alice: FakeDevice, bob: FakeDevice, said: Said, heal: () => void): void {
  const hash = tape.random.hex(16);
  tape.write({ kind: "beat", name: BEAT, phase: "begin" });
  const message = says(tape, alice, bob, { ...said, hash });
  tape.pass(1_200, 2_600).write({ kind: "beat", name: BEAT, phase: "end" });
  heal();
  keyArrives(tape, bob, message, hash);
  messageArrives(tape, bob, message);
}

/** No key can be claimed for Bob; what he gets once it is healed comes late, or too far down the ratchet. */
function isNotRead(tape: Tape, alice: FakeDevice, bob: FakeDevice, said: Said, heal: () => void, fate: Fate): void {
  const [noKey, lateIndex] =
    bob.client === "js"
      ? ["MEGOLM_UNKNOWN_INBOUND_SESSION_ID", "OLM_UNKNOWN_MESSAGE_INDEX"]
      : ["MissingMegolmSession", "UnknownMegolmMessageIndex"];
  const hash = tape.random.hex(16);
  tape.write({ kind: "beat", name: BEAT, phase: "begin" });
  claimFails(tape, alice, bob);
  const message = says(tape, alice, bob, said);
  tape.pass(1_200, 2_600).write({ kind: "beat", name: BEAT, phase: "end" });
  heal();
  messageArrives(tape, bob, message, noKey);
  if (fate === "broken-off") return;
  if (fate === "late") tape.pass(5_000, 9_000);
  sharesKey(tape, alice, bob, hash);
  keyArrives(tape, bob, message, hash, fate === "late" ? 0 : 1);
  shows(tape, bob, message, fate === "late" ? undefined : lateIndex);
}

function finish(tape: Tape, fate: Fate): void {
  const phases = { deployMs: tape.random.between(300, 2_400), playMs: tape.t };
  if (fate === "broken-off") {
    tape.write({
      kind: "client",
      device: "bob",
      phase: "died",
      detail: "exit code 101: thread 'main' panicked at src/main.rs",
    });
    tape.write({ kind: "end", outcome: "failed", error: "bob's client is not running", phases });
  } else {
    tape.pass(300, 900).write({ kind: "end", outcome: "played", phases });
  }
}
