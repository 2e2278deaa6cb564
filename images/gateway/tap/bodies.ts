/** Reading and coding of HTTP bodies. */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Writable } from "node:stream";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

export async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Passes a body on as it comes, at the receiver's pace. Returns its size, and a copy where one is wanted. */
export async function pass(
  from: IncomingMessage,
  to: Writable,
  keep: boolean,
  gone: AbortSignal,
): Promise<{ bytes: number; copy: Buffer | undefined }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (keep) chunks.push(chunk);
    if (!to.write(chunk)) await drained(to, gone);
  }
  return { bytes, copy: keep ? Buffer.concat(chunks) : undefined };
}

async function drained(to: Writable, gone: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const signal = AbortSignal.any([gone, settled.signal]);
  await Promise.race([once(to, "drain", { signal }), once(to, "close", { signal })]).finally(() => settled.abort());
}

/** The JSON of a body, or undefined where it is none. */
export function parseJson(body: Buffer | undefined, encoding?: string): unknown {
  if (!body || body.length === 0) return undefined;
  try {
    return JSON.parse(decoded(body, encoding).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The fields of a form, of which OAuth makes its requests. */
export function parseForm(body: Buffer | undefined): Record<string, string> | undefined {
  return body && Object.fromEntries(new URLSearchParams(body.toString("utf8")));
}

export function decoded(body: Buffer, encoding = "identity"): Buffer {
  switch (encoding) {
    case "gzip":
      return gunzipSync(body);
    case "deflate":
      return inflateSync(body);
    case "br":
      return brotliDecompressSync(body);
    default:
      return body;
  }
}

/** Raw headers (name, value, name, value…) without some, and with others in their place. */
export function replaceHeaders(raw: string[], changes: Record<string, string | undefined>): string[] {
  const lower = new Map(Object.entries(changes).map(([name, value]) => [name.toLowerCase(), value]));
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!lower.has((raw[i] as string).toLowerCase())) kept.push(raw[i] as string, raw[i + 1] as string);
  }
  const added = Object.entries(changes).filter((change): change is [string, string] => change[1] !== undefined);
  return [...kept, ...added.flat()];
}

/** Headers for a body of which all is known. */
export function withLength(raw: string[], body: Buffer): string[] {
  return replaceHeaders(raw, {
    "content-length": String(body.length),
    "content-encoding": undefined,
    "transfer-encoding": undefined,
  });
}
