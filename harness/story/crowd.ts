import { wasmMachines } from "../cast/olm-machine/machine/wasm.ts";
import type { Server } from "../world/world.ts";
import type { Room } from "./room.ts";

const AT_ONCE = 10;
const PASSWORD = "one of many";

/**
 * Fills a public room with users who have one device each, with real keys on their server, and no client that runs.
 * They stand for all those that a room key has to go out to; no message is owed to them.
 */
export async function crowdInto(room: Room, server: Server, size: number): Promise<void> {
  const names = Array.from({ length: size }, (_, index) => `crowd-${index + 1}`);
  const join = async () => {
    for (let name = names.pop(); name; name = names.pop()) await joinAs(name, room, server);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, join));
}

async function joinAs(name: string, room: Room, server: Server): Promise<void> {
  const { userId } = await server.register(name, PASSWORD);
  const login = { type: "m.login.password", identifier: { type: "m.id.user", user: name }, password: PASSWORD };
  const session = await post<{ access_token: string; device_id: string }>(server, "/login", login);
  await post(server, "/keys/upload", await newKeys(userId, session.device_id), session.access_token);
  await post(server, `/join/${encodeURIComponent(room.id)}?server_name=${room.via}`, {}, session.access_token);
}

interface KeyUpload {
  device_keys: unknown;
  one_time_keys: Record<string, unknown>;
}

/** One one-time key is enough for one sender. */
async function newKeys(userId: string, deviceId: string): Promise<unknown> {
  const machines = await wasmMachines();
  const machine = await machines.open({ userId, deviceId, storePath: "", policy: "allDevices", log: () => {} });
  const upload = (await machine.outgoingRequests()).find(({ kind }) => kind === "keysUpload");
  machine.close();
  const { device_keys, one_time_keys } = JSON.parse(upload?.body ?? "{}") as KeyUpload;
  return { device_keys, one_time_keys: Object.fromEntries(Object.entries(one_time_keys).slice(0, 1)) };
}

async function post<T>(server: Server, path: string, body: unknown, token?: string): Promise<T> {
  const answer = await fetch(`${server.clientUrl}/_matrix/client/v3${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${server.name}: ${path} was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
