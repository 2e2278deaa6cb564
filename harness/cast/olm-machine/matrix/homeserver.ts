import { setTimeout as sleep } from "node:timers/promises";

/** How long a request may take, in milliseconds. */
const REQUEST_TIMEOUT_MS = 20_000;
/** Pauses between the attempts of a request that is retried, in milliseconds. */
const RETRY_PAUSES_MS = [500, 1000, 2000, 4000];

export type Json = Record<string, unknown>;

export interface RequestOptions {
  readonly query?: Record<string, string>;
  /** An object, or JSON. */
  readonly body?: Json | string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The homeserver answered, but not with success. */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  /** The body, as far as it is JSON. */
  readonly data: Json;

  constructor(request: string, status: number, data: Json) {
    super(`${request}: ${status}${data.errcode ? ` ${data.errcode}: ${data.error}` : ""}`);
    this.status = status;
    this.data = data;
  }

  get retryAfterMs(): number | undefined {
    const after = this.data.retry_after_ms;
    return typeof after === "number" ? after : undefined;
  }
}

/** No answer came: the request may have been carried out all the same. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** The client-server API of one homeserver, as one device uses it. */
export class Homeserver {
  readonly #url: string;
  accessToken: string | undefined;

  constructor(url: string, accessToken?: string) {
    this.#url = url.replace(/\/$/, "");
    this.accessToken = accessToken;
  }

  /**
   * @param path under `/_matrix/client/v3`, its parts not yet encoded
   * @returns the answer's body
   * @throws HttpError or NoAnswer
   */
  async request(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string[],
    options: RequestOptions = {},
  ): Promise<string> {
    const { query, body, timeoutMs = REQUEST_TIMEOUT_MS, signal } = options;
    const name = `${method} /${path.join("/")}`;
    const url = new URL(`${this.#url}/_matrix/client/v3/${path.map(encodeURIComponent).join("/")}`);
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.append(key, value);
    const timeout = AbortSignal.timeout(timeoutMs);
    const answer = await this.#fetch(name, url, {
      method,
      headers: this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {},
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    throw new HttpError(name, answer.status, parse(answer.text));
  }

  async json<T = Json>(...request: Parameters<Homeserver["request"]>): Promise<T> {
    return JSON.parse(await this.request(...request)) as T;
  }

  async #fetch(name: string, url: URL, init: RequestInit): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(url, init);
      return { status: response.status, text: await response.text() };
    } catch (error) {
      const { message, cause } = error as Error;
      throw new NoAnswer(`${name}: ${message}${cause instanceof Error ? ` (${cause.message})` : ""}`, { cause: error });
    }
  }
}

/** Attempts something again while it fails in a way that may pass: no answer, a 5xx, or a rate limit. */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (const pauseMs of RETRY_PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await sleep((error instanceof HttpError && error.retryAfterMs) || pauseMs);
    }
  }
  return attempt();
}

export function mayPass(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof HttpError && (error.status >= 500 || error.status === 429));
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}
