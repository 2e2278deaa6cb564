/** Replies whose whole body is at hand. */
import type { TapReply } from "../../../harness/world/gateway.ts";
import { parseJson, replaceHeaders, withLength } from "./bodies.ts";
import type { Rewritten } from "./wire.ts";

export interface WholeReply {
  status: number;
  /** Empty for the usual phrase of the status. */
  reason: string;
  /** Name, value, name, value… */
  headers: string[];
  body: Buffer;
}

/** Thrown to cut the caller's connection instead of answering. */
export class Cut extends Error {}

/** A JSON answer that browsers accept from another origin, as homeservers send it (client-server specification, CORS). */
export function jsonReply(status: number, json: unknown, headers: Record<string, string> = {}): WholeReply {
  const body = Buffer.from(JSON.stringify(json));
  const usual = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "X-Requested-With, Content-Type, Authorization",
    "Access-Control-Expose-Headers": "Retry-After",
    "Content-Length": String(body.length),
  };
  return { status, reason: "", headers: replaceHeaders(Object.entries(usual).flat(), headers), body };
}

/** The reply with another body, and perhaps another status. */
export function rewritten(reply: WholeReply, { json, raw, status = reply.status }: Rewritten): WholeReply {
  const body = Buffer.from(raw ?? JSON.stringify(json));
  const reason = status === reply.status ? reply.reason : "";
  return { status, reason, body, headers: withLength(reply.headers, body) };
}

/** The reply as the harness is shown it. */
export function shownReply({ status, body }: WholeReply): TapReply {
  const json = parseJson(body);
  return json === undefined ? { status, raw: body.toString("utf8") } : { status, json };
}
