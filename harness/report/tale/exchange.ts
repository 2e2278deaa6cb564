import type { HttpEntry, KeySummary } from "../../journal/entries.ts";
import { shortId } from "../vocabulary.ts";

/** `502`, `200, but its answer was cut`, `no answer`: what the caller saw, and what the server did where that differs. */
export function answerText({ status, outcome, serverStatus, errcode }: HttpEntry): string {
  const server = serverStatus === undefined || serverStatus === status ? "" : ` (${serverText(serverStatus)})`;
  if (outcome === "cut") return `cut${server}`;
  if (outcome === "abandoned") return `given up by the caller${server}`;
  return `${status ?? "no answer"}${errcode ? ` ${errcode}` : ""}${server}`;
}

function serverText(serverStatus: number | null): string {
  return serverStatus === null ? "in the server's stead" : `the server answered ${serverStatus}`;
}

/**
 * Whether something went wrong on the way. A client that gives up its long poll when it stops, or that is told
 * "not found" or "who are you", has met nothing out of the ordinary, unless a fault had its hand in it.
 */
export function failed({ status, outcome, faults }: HttpEntry): boolean {
  if (outcome === "abandoned") return faults.length > 0;
  if (outcome === "cut" || status === null || status >= 500 || status === 429) return true;
  return status >= 400 && faults.length > 0;
}

/** Whether the server may have acted on the request. */
export function reachedServer({ status, outcome, serverStatus, faults }: HttpEntry): boolean {
  if (serverStatus !== undefined) return serverStatus !== null;
  return outcome === "answered" && status !== null && faults.length === 0;
}

/** What the exchange meant for keys, in short sentences. */
export function keyNotes({ keys }: Pick<HttpEntry, "keys">): string[] {
  if (!keys) return [];
  const notes = [uploadNotes, queryNotes, claimNotes, deliveryNotes, stateNotes].flatMap((note) => note(keys));
  return [...new Set(notes)];
}

function uploadNotes({ uploaded }: KeySummary): string[] {
  if (!uploaded) return [];
  const parts = [
    uploaded.deviceKeys && "device keys",
    uploaded.oneTimeKeys.length > 0 && plural(uploaded.oneTimeKeys.length, "one-time key"),
    uploaded.fallbackKeys.length > 0 && plural(uploaded.fallbackKeys.length, "fallback key"),
  ].filter(Boolean);
  return parts.length > 0 ? [`publishes ${parts.join(", ")}`] : [];
}

function queryNotes({ queried }: KeySummary): string[] {
  if (!queried?.users.length) return [];
  const devices = Object.entries(queried.devices).map(([user, ids]) => `${user}: ${ids.join(", ") || "no device"}`);
  return [
    `asks for the devices of ${queried.users.join(", ")}`,
    ...(devices.length > 0 ? [`learns ${devices.join("; ")}`] : []),
    ...failureNotes(queried.failures),
  ];
}

function claimNotes({ claimed }: KeySummary): string[] {
  if (!claimed) return [];
  const asked = Object.entries(claimed.asked).map(([user, ids]) => `${user} (${ids.join(", ")})`);
  const given = claimed.given.map(
    ({ user, deviceId, keyId, fallback }) =>
      `${user} ${deviceId}: ${fallback ? "fallback" : "one-time"} key ${keyId.split(":").at(-1)}`,
  );
  return [
    `claims one-time keys of ${asked.join(", ")}`,
    given.length > 0 ? `gets ${given.join("; ")}` : "gets none",
    ...failureNotes(claimed.failures),
  ];
}

function failureNotes(failures: string[]): string[] {
  return failures.length > 0 ? [`unreachable: ${failures.join(", ")}`] : [];
}

function deliveryNotes({ toDevice = [], events = [] }: KeySummary): string[] {
  const messages = toDevice.map(({ type, recipient, deviceId, hash, withheld }) => {
    const target = [recipient, deviceId].filter(Boolean).join(" ");
    const what = withheld ? `${type} (${withheld.code})` : type;
    return `to-device ${what}${target && ` for ${target}`}${hash ? `, Olm ${shortId(hash)}` : ""}`;
  });
  const carried = events
    .filter(({ session, membership }) => session || membership)
    .map(({ type, event, session, membership, stateKey }) =>
      session
        ? `${type} ${event ? shortId(event) : ""}, Megolm ${shortId(session)}`
        : `${stateKey ?? "a member"}: ${membership}`,
    );
  return [...messages, ...carried];
}

function stateNotes({ deviceLists, otkCounts, unusedFallback }: KeySummary): string[] {
  const counts = Object.entries(otkCounts ?? {}).map(([algorithm, count]) => `${count} ${algorithm}`);
  return [
    ...(deviceLists?.changed.length ? [`device lists changed: ${deviceLists.changed.join(", ")}`] : []),
    ...(deviceLists?.left.length ? [`device lists left: ${deviceLists.left.join(", ")}`] : []),
    ...(counts.length > 0 ? [`one-time keys at the server: ${counts.join(", ")}`] : []),
    ...(unusedFallback?.length === 0 ? ["no unused fallback key"] : []),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
