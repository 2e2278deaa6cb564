/** HTTP as the issuer needs it: requests read whole, JSON answers, and browsers of any origin let in. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { OAuthError } from "./errors.ts";

export interface Call {
  method: string;
  /** Below the realm, with a leading slash. */
  path: string;
  query: URLSearchParams;
  /** The body, where it is a form. */
  form: URLSearchParams;
  /** The body, where it is a JSON object. */
  json: Record<string, unknown>;
  /** The credentials of an `Authorization: Bearer` header. */
  bearer: string | undefined;
  /** Whether the caller asks for JSON where a browser would get a page. */
  wantsJson: boolean;
}

export interface Answer {
  status: number;
  json?: unknown;
  html?: string;
  headers?: Record<string, string>;
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "authorization, content-type, accept",
};

/** Answers requests by what `route` says to them. */
export function listener(route: (path: string, call: Omit<Call, "path">) => Promise<Answer>): RequestListener {
  return (request, response) => {
    void respond(request, route).then(
      (answer) => write(response, answer),
      (error: Error) => {
        console.error(error);
        write(response, { status: 500, json: { error: "server_error", error_description: error.message } });
      },
    );
  };
}

async function respond(
  request: IncomingMessage,
  route: (path: string, call: Omit<Call, "path">) => Promise<Answer>,
): Promise<Answer> {
  if (request.method === "OPTIONS") return { status: 204 };
  const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://issuer");
  try {
    return await route(pathname, {
      method: request.method ?? "GET",
      query,
      ...headersOf(request),
      ...(await bodyOf(request)),
    });
  } catch (error) {
    if (error instanceof OAuthError) return { status: error.status, json: error.json };
    throw error;
  }
}

function headersOf({ headers }: IncomingMessage): Pick<Call, "bearer" | "wantsJson"> {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  return { bearer, wantsJson: headers.accept === "application/json" };
}

async function bodyOf(request: IncomingMessage): Promise<Pick<Call, "form" | "json">> {
  const body = await text(request);
  const type = request.headers["content-type"]?.split(";", 1)[0];
  if (type === "application/json") return { form: new URLSearchParams(), json: objectIn(body) };
  return { form: new URLSearchParams(type === "application/x-www-form-urlencoded" ? body : ""), json: {} };
}

function objectIn(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new OAuthError("invalid_request", "The body is no JSON object.");
}

/** Nothing that the issuer says may be kept by a cache (RFC 6749, section 5.1). */
function write(response: ServerResponse, { status, json, html, headers = {} }: Answer): void {
  const type = html === undefined ? "application/json" : "text/html; charset=utf-8";
  const body = html ?? (json === undefined ? "" : JSON.stringify(json));
  response.writeHead(status, {
    ...CORS,
    "cache-control": "no-store",
    ...(body && { "content-type": type }),
    ...headers,
  });
  response.end(body);
}
