import type { Entry, KnownFailureEntry } from "../../../harness/journal/index.ts";
import { claimFails, enters, everyoneJoined, keyArrives, messageArrives, says, shows } from "./plots.ts";
import { Random } from "./random.ts";
import { type FakeDevice, type FakeMessage, Tape } from "./tape.ts";

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

/** A whole journal of Alice on hs1 and Bob on hs2, whose middle message meets the given fate. */
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
  const hello = talk(tape, alice, bob, "hello", session, 0);
  const later = underFault(tape, alice, bob, fate);
  const last = fate === "broken-off" ? undefined : talk(tape, bob, alice, "I am back", random.text(43), 0);
  for (let index = 1; index <= 6 && last; index++) talk(tape, alice, bob, `and then ${index}`, session, index);
  const users = [alice.user, bob.user];
  for (const message of [hello, later, last]) if (message) everyoneJoined(tape, message.event, users);
  for (const entry of [...tape.entries]) {
    if (entry.kind === "sent" && entry.body.startsWith("and then")) everyoneJoined(tape, entry.event, users);
  }
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

function talk(
  tape: Tape,
  sender: FakeDevice,
  reader: FakeDevice,
  body: string,
  session: string,
  index: number,
): FakeMessage {
  const { message, hash } = says(tape, sender, reader, body, session, index);
  if (index === 0) keyArrives(tape, reader, message, hash);
  messageArrives(tape, reader, message);
  tape.sync(sender);
  tape.sync(reader);
  return message;
}

function underFault(tape: Tape, alice: FakeDevice, bob: FakeDevice, fate: Fate): FakeMessage | undefined {
  const fault = { kind: "fault", id: "f1", name: "link down", target: `${alice.server}->${bob.server}` } as const;
  tape.write({ ...fault, phase: "begin" });
  let message: FakeMessage | undefined;
  tape.beat(BEAT, () => {
    claimFails(tape, alice, bob);
    const said = says(tape, alice, bob, "Bob may miss this", tape.random.text(43), 1);
    message = said.message;
    const sent = tape.entries.findLast((entry) => entry.kind === "sent");
    if (sent?.kind === "sent") sent.beat = BEAT;
    tape.pass(1_200, 2_600);
  });
  const bites = fate === "untouched" ? 0 : 3;
  tape.write({
    ...fault,
    phase: "heal",
    evidence: { bites, detail: bites ? "3 connections were refused" : "no connection was tried" },
  });
  if (message) meetsFate(tape, bob, message, fate);
  return message;
}

function meetsFate(tape: Tape, bob: FakeDevice, message: FakeMessage, fate: Fate): void {
  const code = bob.client === "js" ? "MEGOLM_UNKNOWN_INBOUND_SESSION_ID" : "MissingMegolmSession";
  const keyComes = () => keyArrives(tape, bob, message, tape.random.hex(16));
  if (fate === "lost" || fate === "known" || fate === "broken-off") {
    messageArrives(tape, bob, message, code);
  } else if (fate === "late") {
    messageArrives(tape, bob, message, code);
    tape.pass(5_000, 9_000);
    keyComes();
    shows(tape, bob, message);
  } else {
    keyComes();
    messageArrives(tape, bob, message);
  }
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
