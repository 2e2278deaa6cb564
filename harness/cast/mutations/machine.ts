/** Deliberate defects of a client around its `OlmMachine`, wherever the machine is crypto-wasm's. */
import * as wasm from "@matrix-org/matrix-sdk-crypto-wasm";
import { invalidParams } from "../rpc/errors.ts";
import { OUTWARD_MUTATIONS } from "./outward.ts";

/** Replaces methods of the machine. */
type MachineMutation = (machine: wasm.OlmMachine) => void;

type Json = Record<string, unknown>;

/** Of `m.room.encryption`: far more messages than any story sends. */
const ENDLESS = 1_000_000n;
/** More requests than any client needs in ten seconds. */
const FLOOD = 150;
/** Longer than a decryption may take before it counts as late, ms. */
const DAWDLING_MS = 8_000;
/** What a server says to an upload of keys to the backup. */
const TAKEN_IN = '{"count":1,"etag":"1"}';

export const MACHINE_MUTATIONS: Readonly<Record<string, MachineMutation>> = {
  "skips-the-claim": (machine) => {
    machine.getMissingSessions = async () => null;
  },
  "ignores-device-lists": (machine) =>
    beforeSync(machine, ([events, , ...rest]) => [events, new wasm.DeviceLists(), ...rest]),
  "drops-to-device": (machine) =>
    beforeSync(machine, ([events, ...rest]) => [JSON.stringify(JSON.parse(events).filter(isPlain)), ...rest]),
  "takes-room-keys-in-late": (machine) => {
    const receive = machine.receiveSyncChanges.bind(machine);
    machine.receiveSyncChanges = async (events, lists, counts, fallbacks) => {
      setTimeout(() => void receive(events, new wasm.DeviceLists(), counts, fallbacks), DAWDLING_MS);
      return receive("[]", lists, counts, fallbacks);
    };
  },
  "keeps-the-session-after-a-leave": (machine) => {
    const everyone = new Set<string>();
    beforeSharing(machine, ([room, users, settings]) => {
      for (const user of users) everyone.add(user.toString());
      return [room, [...everyone].map((user) => new wasm.UserId(user)), settings];
    });
  },
  "never-rotates-by-count": (machine) =>
    beforeSharing(machine, ([room, users, settings]) => {
      settings.rotationPeriodMessages = ENDLESS;
      return [room, users, settings];
    }),
  "rotates-needlessly": (machine) => {
    const share = machine.shareRoomKey.bind(machine);
    machine.shareRoomKey = async (room, users, settings) => {
      await machine.invalidateGroupSession(new wasm.RoomId(room.toString()));
      return share(room, users, settings);
    };
  },
  "turns-the-ratchet-back": (machine) => {
    const encrypt = machine.encryptRoomEvent.bind(machine);
    let first: Promise<string> | undefined;
    machine.encryptRoomEvent = (...event) => (first ??= encrypt(...event));
  },
  "breaks-olm-messages": (machine) => {
    const share = machine.shareRoomKey.bind(machine);
    machine.shareRoomKey = async (...args) => (await share(...args)).map(broken);
  },
  "uploads-used-keys-again": (machine) => {
    let used: Json = {};
    beforeUpload(machine, (keys) => {
      used = { ...keys, ...used };
      return used;
    });
  },
  "numbers-its-keys-anew": (machine) => {
    let names: string[] | undefined;
    beforeUpload(machine, (keys) => {
      // Servers hand the first keys out first, so the last ones are still there.
      const old = names?.toReversed();
      names ??= Object.keys(keys);
      return old ? Object.fromEntries(Object.values(keys).map((key, at) => [old[at], key])) : keys;
    });
  },
  "never-fills-up-its-keys": (machine) => {
    let uploads = 0;
    afterLooking(machine, (requests) =>
      requests.filter((request) => !(request instanceof wasm.KeysUploadRequest) || uploads++ === 0),
    );
  },
  "piles-up-keys": (machine) =>
    beforeSync(machine, ([events, lists, , ...rest]) => [events, lists, new Map([["signed_curve25519", 0]]), ...rest]),
  "takes-refused-backups-for-done": (machine) => {
    const next = machine.backupRoomKeys.bind(machine);
    machine.backupRoomKeys = async () => {
      const upload = await next();
      if (upload) await machine.markRequestAsSent(upload.id, upload.type, TAKEN_IN);
      return upload;
    };
  },
  "asks-in-a-flood": (machine) => {
    let flooded = false;
    afterLooking(machine, (requests) => {
      if (flooded || requests.length > 0) return requests;
      flooded = true;
      return Array.from({ length: FLOOD }, () => machine.queryKeysForUsers([new wasm.UserId(String(machine.userId))]));
    });
  },
};

/**
 * Gives a machine the defect that a session's options name, if it is one of the machine's.
 * @throws MethodError when nobody knows it
 */
export function mutateMachine(machine: wasm.OlmMachine, name: string | undefined): void {
  if (name === undefined || name in OUTWARD_MUTATIONS) return;
  const mutate = MACHINE_MUTATIONS[name];
  const known = [...Object.keys(MACHINE_MUTATIONS), ...Object.keys(OUTWARD_MUTATIONS)].sort();
  if (!mutate) throw invalidParams(`there is no mutation "${name}"; this driver has ${known.join(", ")}`);
  mutate(machine);
}

type Arguments<M extends "receiveSyncChanges" | "shareRoomKey"> = Parameters<wasm.OlmMachine[M]>;

function beforeSync(
  machine: wasm.OlmMachine,
  change: (args: Arguments<"receiveSyncChanges">) => Arguments<"receiveSyncChanges">,
): void {
  const receive = machine.receiveSyncChanges.bind(machine);
  machine.receiveSyncChanges = (...args) => receive(...change(args));
}

function beforeSharing(
  machine: wasm.OlmMachine,
  change: (args: Arguments<"shareRoomKey">) => Arguments<"shareRoomKey">,
): void {
  const share = machine.shareRoomKey.bind(machine);
  machine.shareRoomKey = (...args) => share(...change(args));
}

type Requests = Awaited<ReturnType<wasm.OlmMachine["outgoingRequests"]>>;

function afterLooking(machine: wasm.OlmMachine, change: (requests: Requests) => Requests): void {
  const look = machine.outgoingRequests.bind(machine);
  machine.outgoingRequests = async () => change(await look());
}

/** Changes the one-time keys of each upload that has some. */
function beforeUpload(machine: wasm.OlmMachine, change: (oneTimeKeys: Json) => Json): void {
  afterLooking(machine, (requests) =>
    requests.map((request) => {
      if (!(request instanceof wasm.KeysUploadRequest)) return request;
      const body = JSON.parse(request.body);
      if (Object.keys(body.one_time_keys ?? {}).length === 0) return request;
      return new wasm.KeysUploadRequest(
        request.id,
        JSON.stringify({ ...body, one_time_keys: change(body.one_time_keys) }),
      );
    }),
  );
}

const isPlain = ({ type }: Json) => type !== "m.room.encrypted";

/** The same request with ciphertexts that are well-formed, and whose authentication code is wrong. */
function broken({ id, event_type: type, txn_id: txn, body }: wasm.ToDeviceRequest): wasm.ToDeviceRequest {
  const damaged = body.replaceAll(
    /("body":"[^"]+)([^"]{4})([^"]{4}")/g,
    (_, start: string, code: string, end: string) => start + [...code].map(otherLetter).join("") + end,
  );
  return new wasm.ToDeviceRequest(id, type, txn, damaged);
}

const otherLetter = (letter: string) => (letter === "A" ? "B" : "A");
