import { randomBytes } from "node:crypto";
import { ensureImage } from "../../harness/setup/images.ts";
import { authority } from "../../harness/world/authority.ts";
import { startContainer } from "../../harness/world/container.ts";
import { labelsOf } from "../../harness/world/labels.ts";
import { reapAtDeath } from "../../harness/world/reaping.ts";

const READY_TIMEOUT_MS = 60_000;

/** One Synapse by itself, without a gateway, for tests of clients. */
export interface TestHomeserver extends AsyncDisposable {
  readonly url: string;
  /** @returns the full user id */
  register(localpart: string, password: string): Promise<string>;
  /** Asks the client-server API as a user; rejects on an answer that is no success. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of all shapes
  request(token: string, method: string, path: string, body?: unknown): Promise<any>;
}

export async function startHomeserver(): Promise<TestHomeserver> {
  const run = `test-${randomBytes(3).toString("hex")}`;
  reapAtDeath(run);
  const ca = await authority();
  const { container, port } = await startContainer({
    image: await ensureImage("synapse"),
    role: "The homeserver of this test",
    name: `${run}-hs1`,
    labels: labelsOf(run, run),
    env: { SERVER_NAME: "hs1", TORTURE_PROFILE: "fast" },
    files: { "/complement/ca/ca.crt": ca.certificate, "/complement/ca/ca.key": ca.key },
    ports: [8008],
  });
  const url = `http://127.0.0.1:${port(8008)}`;
  await answering(url);
  return {
    url,
    register: (localpart, password) => register(url, localpart, password),
    request: (token, method, path, body) => request(url, method, path, body, token),
    [Symbol.asyncDispose]: async () => void (await container.remove({ force: true, v: true })),
  };
}

async function answering(url: string): Promise<void> {
  const end = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < end) {
    const answer = await fetch(`${url}/_matrix/client/versions`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the homeserver did not answer within ${READY_TIMEOUT_MS / 1000} s`);
}

async function register(url: string, username: string, password: string): Promise<string> {
  const auth = { type: "m.login.dummy" };
  const answer = await request(url, "POST", "/_matrix/client/v3/register", {
    username,
    password,
    auth,
    inhibit_login: true,
  });
  return answer.user_id;
}

async function request(url: string, method: string, path: string, body?: unknown, token?: string) {
  const answer = await fetch(url + path, {
    method,
    ...(token && { headers: { authorization: `Bearer ${token}` } }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`), json);
  return json;
}
