/** One request and its reply, from the caller to the server and back, with whatever the rules do to it. */
import { type ClientRequest, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LinkName } from "../../../harness/journal/entries.ts";
import type { TapRequest } from "../../../harness/world/gateway.ts";
import { applyToReply, applyToRequest } from "./actions.ts";
import { decoded, parseForm, parseJson, pass, readAll, replaceHeaders, withLength } from "./bodies.ts";
import type { Connection } from "./connection.ts";
import { accessToken, type Identity } from "./identity.ts";
import { asObject, type RequestHead } from "./match.ts";
import { Cut, rewritten, type WholeReply } from "./replies.ts";
import { redactPath, routeOf } from "./routes.ts";
import { isKeyRelevant, summarise } from "./summary.ts";
import { epochNow, type Tap } from "./tap.ts";
import type { Rewritten } from "./wire.ts";

/** What the journal tells of a reply. */
interface Outcome {
  outcome: "answered" | "cut" | "abandoned";
  status: number | null;
  responseBytes: number;
}

const FORM = "application/x-www-form-urlencoded";

export class Exchange {
  readonly id: number;
  readonly tap: Tap;
  readonly connection: Connection;
  readonly head: RequestHead;
  /** Headers of the request as they go to the server. */
  headers: string[];
  /** The whole body, where a rule had to see it; otherwise it streams. */
  body: Buffer | undefined;
  readonly faults = new Set<string>();
  /** Run once the caller has its answer, or has lost it. */
  readonly afterwards: (() => void)[] = [];

  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #token: string | undefined;
  readonly #gone = new AbortController();
  readonly #startedAt = epochNow();
  readonly #era: AbortSignal;
  #response: Promise<IncomingMessage> | undefined;
  #requestCopy: Buffer | undefined;
  #requestBytes = 0;
  #replyCopy: unknown;
  #serverStatus: number | undefined;
  #cut = false;

  constructor(tap: Tap, connection: Connection, incoming: IncomingMessage, outgoing: ServerResponse) {
    this.id = tap.nextExchange();
    this.tap = tap;
    this.#era = tap.era.signal;
    this.connection = connection;
    this.headers = incoming.rawHeaders;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    const path = incoming.url ?? "/";
    this.#token = accessToken(incoming.headers.authorization, path);
    this.head = { link: connection.link.name, method: incoming.method ?? "GET", path, route: routeOf(path) };
    this.#identify();
    outgoing.sendDate = false;
    outgoing.on("close", () => !outgoing.writableFinished && this.#gone.abort());
  }

  /** Whether the world that it belongs to is over. */
  get isPast(): boolean {
    return this.#era.aborted;
  }

  /** Aborts when the caller is gone, or cut off. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** The request's body as JSON, a form being an object, as far as it has been read. */
  get json(): unknown {
    const body = this.body ?? this.#requestCopy;
    const { "content-type": type, "content-encoding": encoding } = this.#incoming.headers;
    return type?.startsWith(FORM) ? parseForm(body) : parseJson(body, encoding);
  }

  /** The request as the harness is shown it. */
  get shown(): TapRequest {
    const { link, method, path, route, device, user } = this.head;
    return {
      link: link as LinkName,
      method,
      path: redactPath(path),
      route,
      json: this.json,
      ...(device && { device }),
      ...(user && { user }),
    };
  }

  async run(): Promise<void> {
    this.tap.live.add(this);
    const outcome = await this.#play();
    this.tap.live.delete(this);
    this.connection.idle();
    for (const action of this.afterwards) action();
    this.#report(outcome);
  }

  /** Cuts the caller's connection, and the server's. */
  cut(): void {
    this.#cut = true;
    this.connection.cut();
    this.#gone.abort();
  }

  async #play(): Promise<Outcome> {
    try {
      const answer = await this.#toServer();
      if (answer) return await this.#answer(answer);
      return await this.#fromServer(await (this.#response as Promise<IncomingMessage>));
    } catch {
      await nextTurn(); // A caller that hangs up is noticed a moment after its bytes end.
      if (!this.#cut && this.gone.aborted) return { outcome: "abandoned", status: null, responseBytes: 0 };
      this.cut();
      return { outcome: "cut", status: null, responseBytes: 0 };
    }
  }

  /** Brings the request to the server, or returns the answer that the caller gets instead. */
  async #toServer(): Promise<WholeReply | undefined> {
    if (this.tap.identities.identifiesByBody(this.head.route)) {
      await this.#readWhole();
      this.#takeFor(this.tap.identities.refreshing(this.json));
    }
    const candidates = this.tap.rules.candidates(this.head, "request");
    if (candidates.length === 0) {
      if (this.body) this.#begin().end(this.body);
      else await this.#stream();
      return undefined;
    }
    await this.#readWhole();
    const acting = this.tap.rules.acting(candidates, this.head, this.json, this.tap.identities);
    const answer = await applyToRequest(this, acting);
    if (!answer) this.#begin().end(this.body);
    return answer;
  }

  async #readWhole(): Promise<void> {
    this.body ??= await readAll(this.#incoming);
    this.#requestBytes = this.body.length;
  }

  async #stream(): Promise<void> {
    const request = this.#begin();
    const keep = !this.head.route.startsWith("media/");
    const { bytes, copy } = await pass(this.#incoming, request, keep, this.gone);
    this.#requestBytes = bytes;
    this.#requestCopy = copy;
    request.end();
  }

  /** Sends only the first bytes of the body to the server. Resolves when they are on their way. */
  async sendPart(bytes: number): Promise<void> {
    const request = this.#begin();
    await new Promise<void>((resolve) => request.write((this.body ?? Buffer.of()).subarray(0, bytes), () => resolve()));
  }

  /** Gives the server another body than the caller sent, signed again where servers sign. */
  replaceBody({ json, raw }: Rewritten): void {
    this.body = Buffer.from(raw ?? JSON.stringify(json));
    this.headers = withLength(this.headers, this.body);
    const { from, to } = this.connection.link;
    if (from === "clients" || json === undefined) return;
    this.afterwards.push(this.tap.signer.begin(this.head.link));
    const authorization = this.tap.signer.authorization(from, to, this.head.method, this.head.path, json);
    this.headers = replaceHeaders(this.headers, { authorization });
  }

  #begin(): ClientRequest {
    const request = this.connection.request(this.head.method, this.head.path, this.headers);
    this.gone.addEventListener("abort", () => request.destroy(), { once: true });
    this.#response = new Promise((resolve, reject) => {
      request.once("response", resolve);
      request.once("error", reject);
      request.once("close", () => reject(new Cut()));
    });
    this.#response.catch(() => {}); // Awaited once the request is sent.
    return request;
  }

  async #fromServer(reply: IncomingMessage): Promise<Outcome> {
    this.#serverStatus = reply.statusCode;
    if (this.#mustSeeWhole()) {
      const { statusCode: status = 0, statusMessage: reason = "", rawHeaders: headers } = reply;
      const encoding = reply.headers["content-encoding"];
      const whole = { status, reason, headers, body: await readAll(reply) };
      this.#learn(parseJson(whole.body, encoding));
      return await this.#answer(await this.#underRules(whole, encoding));
    }
    const keep = this.#wantsCopy(reply.statusCode ?? 0);
    this.#outgoing.writeHead(reply.statusCode ?? 0, reply.statusMessage, reply.rawHeaders);
    this.#outgoing.flushHeaders();
    const { bytes, copy } = await pass(reply, this.#outgoing, keep, this.gone);
    this.#learn(parseJson(copy, reply.headers["content-encoding"]));
    await this.#finish();
    return { outcome: "answered", status: this.#serverStatus ?? null, responseBytes: bytes };
  }

  #mustSeeWhole(): boolean {
    return this.#tellsOurKey || this.tap.rules.candidates(this.head, "reply").length > 0;
  }

  get #tellsOurKey(): boolean {
    return this.head.route === "key/server" && this.tap.signer.answersOn(this.connection.link);
  }

  /** The reply after the rules that are in force now, when it has come in whole. */
  async #underRules(reply: WholeReply, encoding: string | undefined): Promise<WholeReply> {
    if (this.#tellsOurKey && reply.status === 200) {
      return rewritten(reply, { json: this.tap.signer.withOurKey(asObject(parseJson(reply.body))) });
    }
    const candidates = this.tap.rules.candidates(this.head, "reply");
    const acting = this.tap.rules.acting(candidates, this.head, this.json, this.tap.identities);
    if (acting.length === 0) return reply;
    const body = decoded(reply.body, encoding);
    return await applyToReply(this, acting, { ...reply, body, headers: withLength(reply.headers, body) });
  }

  #wantsCopy(status: number): boolean {
    const { route } = this.head;
    return status >= 400 || isKeyRelevant(route) || this.tap.identities.teaches(route);
  }

  /** Answers the caller with a whole reply. */
  async #answer({ status, reason, headers, body }: WholeReply): Promise<Outcome> {
    this.#replyCopy = parseJson(body) ?? this.#replyCopy;
    this.#outgoing.writeHead(status, reason || STATUS_CODES[status], headers);
    if (this.head.method !== "HEAD") this.#outgoing.write(body);
    await this.#finish();
    return { outcome: "answered", status, responseBytes: body.length };
  }

  /** Answers the caller with the first bytes of a reply, and cuts. */
  async answerPart({ status, reason, headers, body }: WholeReply, bytes: number): Promise<never> {
    this.#outgoing.writeHead(status, reason, headers);
    this.#outgoing.flushHeaders();
    await new Promise<void>((resolve) => this.#outgoing.write(body.subarray(0, bytes), () => resolve()));
    throw new Cut();
  }

  async #finish(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#outgoing.once("close", resolve);
      this.#outgoing.end(resolve);
    });
    if (!this.#outgoing.writableFinished) throw new Cut();
  }

  #learn(reply: unknown): void {
    this.#replyCopy = reply;
    if (this.#serverStatus !== 200 || !this.tap.identities.teaches(this.head.route)) return;
    const identity = this.tap.identities.learn(this.head.route, this.#token, this.json, reply);
    if (identity) Object.assign(this.head, identity);
  }

  #identify(): void {
    this.#takeFor(this.tap.identities.of(this.#token));
  }

  #takeFor(identity: Identity | undefined): void {
    if (!identity) return;
    Object.assign(this.head, identity);
    const device = this.tap.identities.nameOf(identity.user, identity.deviceId);
    if (device) this.head.device = device;
  }

  /** Writes down a request that the tap sent by itself on this exchange's behalf. */
  reportAside(startedAt: number, requestBytes: number, reply: { status: number; json: unknown; bytes: number }): void {
    const sent = { outcome: "answered", status: reply.status, responseBytes: reply.bytes } as const;
    this.#write(sent, startedAt, requestBytes, reply.json, undefined);
  }

  #report(outcome: Outcome): void {
    const real = this.#serverStatus ?? null;
    const changed = real === outcome.status ? undefined : real;
    this.#write(outcome, this.#startedAt, this.#requestBytes, this.#replyCopy, changed);
  }

  #write(
    outcome: Outcome,
    startedAt: number,
    requestBytes: number,
    reply: unknown,
    serverStatus?: number | null,
  ): void {
    const { link, method, route, path, user = "", deviceId = "" } = this.head;
    const device = this.head.device ?? this.tap.identities.nameOf(user, deviceId);
    const { errcode } = asObject(reply);
    const keys = isKeyRelevant(route) ? summarise(this.head, this.json, reply) : undefined;
    this.tap.report({
      kind: "http",
      t: 0,
      startedAt,
      link: link as LinkName,
      ...(device && { device }),
      method,
      route,
      path: redactPath(path),
      ...outcome,
      ...(serverStatus !== undefined && { serverStatus }),
      durationMs: Math.round((epochNow() - startedAt) * 10) / 10,
      requestBytes,
      faults: [...this.faults],
      ...(typeof errcode === "string" && { errcode }),
      ...(keys && { keys }),
    });
  }
}
