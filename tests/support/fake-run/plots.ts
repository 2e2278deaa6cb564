import type { FakeDevice, FakeMessage, Tape } from "./tape.ts";

/** Logs a device in, as every story begins. */
export function enters(tape: Tape, device: FakeDevice): void {
  tape.write({ kind: "client", device: device.name, phase: "started" });
  tape.pass(40, 300).operation(device, "login", { user: device.name }, () => {
    tape.asks(device, "login");
    const oneTimeKeys = Array.from({ length: 50 }, () => `signed_curve25519:AAAA${tape.random.text(4)}`);
    const fallbackKeys = [`signed_curve25519:AAAA${tape.random.text(4)}`];
    tape.asks(device, "keys/upload", { keys: { uploaded: { deviceKeys: true, oneTimeKeys, fallbackKeys } } });
  });
  tape.write({
    ...{ kind: "device", phase: "created", device: device.name, user: device.user, deviceId: device.deviceId },
    ...{
      client: device.client,
      server: device.server,
      ed25519: tape.random.text(43),
      curve25519: tape.random.text(43),
    },
  });
  tape.operation(device, "startSync", {}, () => tape.sync(device, { otkCounts: { signed_curve25519: 50 } }));
}

/** Sends a message, after sharing its key with the reader where `hash` names the Olm message that carries it. */
export function says(
  tape: Tape,
  sender: FakeDevice,
  reader: FakeDevice,
  said: { body: string; beat?: string; session: string; index: number; hash?: string },
): FakeMessage {
  const { body, beat = body, session, index, hash } = said;
  const event = `$${tape.random.text(43)}`;
  const message: FakeMessage = { event, session, index, body, sender };
  const op = tape.operation(sender, "send", { roomId: tape.room, body }, () => {
    if (hash) sharesKey(tape, sender, reader, hash);
    tape.asks(sender, "rooms/send", { keys: { events: [encrypted(tape, message)] } });
  });
  const { room } = tape;
  tape.write({ kind: "sent", op, device: sender.name, room, event, beat, body });
  shows(tape, sender, message);
  return message;
}

export function sharesKey(tape: Tape, sender: FakeDevice, reader: FakeDevice, hash: string): void {
  const devices = { [reader.user]: [reader.deviceId] };
  tape.asks(sender, "keys/query", { keys: { queried: { users: [reader.user], devices, failures: [] } } });
  if (sender.server !== reader.server) {
    tape.http(`${sender.server}->${reader.server}`, "federation/user/keys/claim", { durationMs: 12 });
  }
  const keyId = `signed_curve25519:AAAA${tape.random.text(4)}`;
  const given = [{ user: reader.user, deviceId: reader.deviceId, keyId, fallback: false }];
  tape.asks(sender, "keys/claim", { keys: { claimed: { asked: devices, given, failures: [] } } });
  tape.asks(sender, "sendToDevice", { keys: { toDevice: [roomKey(sender, reader, hash)] } });
}

/** Carries the room key over federation, if need be, and into the reader's client. */
export function keyArrives(
  tape: Tape,
  reader: FakeDevice,
  { sender, session }: FakeMessage,
  hash: string,
  firstIndex = 0,
): void {
  const toDevice = [roomKey(sender, reader, hash)];
  if (sender.server !== reader.server)
    tape.http(`${sender.server}->${reader.server}`, "federation/send", { keys: { toDevice } });
  tape.sync(reader, { toDevice, otkCounts: { signed_curve25519: 49 } });
  tape.write({
    kind: "toDevice",
    device: reader.name,
    type: "m.room.encrypted",
    sender: sender.user,
    outcome: "decrypted",
  });
  tape.write({ kind: "roomKey", device: reader.name, room: tape.room, session, firstIndex, source: "toDevice" });
}

/** Carries the message to the reader, who shows it decrypted or with this failure code. */
export function messageArrives(tape: Tape, reader: FakeDevice, message: FakeMessage, code?: string): void {
  const events = [encrypted(tape, message)];
  const { sender } = message;
  if (sender.server !== reader.server)
    tape.http(`${sender.server}->${reader.server}`, "federation/send", { keys: { events } });
  tape.sync(reader, { events });
  shows(tape, reader, message, code);
}

export function shows(
  tape: Tape,
  reader: FakeDevice,
  { event, session, index, body, sender }: FakeMessage,
  code?: string,
): void {
  tape.write({
    ...{ kind: "timeline", device: reader.name, room: tape.room, event, sender: sender.user, session, index },
    ...(code ? { state: "utd", code } : { state: "decrypted", body }),
  });
}

function roomKey(sender: FakeDevice, reader: FakeDevice, hash: string) {
  return {
    type: "m.room.encrypted",
    sender: sender.user,
    recipient: reader.user,
    deviceId: reader.deviceId,
    olmType: 0 as const,
    hash,
  };
}

function encrypted(tape: Tape, { event, session, sender }: FakeMessage) {
  return { type: "m.room.encrypted", event, room: tape.room, sender: sender.user, session };
}

/** Under a fault that drops the claim, and with the log lines that tell of it. */
export function claimFails(tape: Tape, sender: FakeDevice, reader: FakeDevice): void {
  const devices = { [reader.user]: [reader.deviceId] };
  const claimed = { asked: devices, given: [], failures: [reader.server] };
  tape.asks(sender, "keys/query", { keys: { queried: { users: [reader.user], devices, failures: [] } } });
  tape.http(`${sender.server}->${reader.server}`, "federation/user/keys/claim", {
    ...{ status: null, outcome: "cut", faults: ["f1"], durationMs: tape.random.between(200, 900) },
  });
  tape.asks(sender, "keys/claim", { keys: { claimed } });
  tape.write({
    kind: "log",
    source: sender.server,
    level: "warn",
    line: `synapse.handlers.e2e_keys - Failed to claim keys for ${reader.server}: ConnectionRefusedError`,
  });
  tape.write({
    kind: "log",
    source: sender.name,
    level: "warn",
    line: `No Olm session with ${reader.user} ${reader.deviceId}: the room key is withheld (m.no_olm)`,
  });
}

export function everyoneJoined(tape: Tape, event: string, users: string[]): void {
  tape.write({
    ...{ kind: "roomState", room: tape.room, event, historyVisibility: "shared" },
    members: Object.fromEntries(users.map((user) => [user, "join" as const])),
    encryption: { algorithm: "m.megolm.v1.aes-sha2" },
  });
}
