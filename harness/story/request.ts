import type { Device } from "./device.ts";

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * A request of the harness's own with a device's access token, past its SDK.
 * @throws {Error} with the status and Matrix error unless it is answered with 2xx within 10 s.
 */
export async function request<T>(device: Device, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(device.spec.server.clientUrl + path, {
    method,
    headers: { authorization: `Bearer ${await device.accessToken()}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${device.name}: ${method} ${path} was answered with ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}
