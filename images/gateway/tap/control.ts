/** The harness's line into the tap: its commands, and what the tap has to tell. */
import { timingSafeEqual } from "node:crypto";
import { get } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { TapReply, TapRequest } from "../../../harness/world/gateway.ts";
import { matchesHead } from "./match.ts";
import { ActiveRule } from "./rules.ts";
import { askSupervisor } from "./supervisor.ts";
import { type Harness, Tap } from "./tap.ts";
import type { Command, FromTap, Rewritten, TapConfig, ToTap } from "./wire.ts";

type Probe = TapConfig["servers"][number]["probe"];

export class Control implements Harness {
  readonly tap: Tap;
  readonly #config: TapConfig;
  readonly #pending = new Map<number, (answer: Rewritten | undefined) => void>();
  #asked = 0;
  #harness: Socket | undefined;

  constructor(config: TapConfig) {
    this.#config = config;
    this.tap = new Tap(this);
  }

  listen(host: string): Promise<Server> {
    const server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
    return new Promise((resolve) => server.listen(this.#config.controlPort, host, () => resolve(server)));
  }

  tell(message: FromTap): void {
    this.#harness?.write(`${JSON.stringify(message)}\n`);
  }

  async ask(rule: number, request: TapRequest, reply?: TapReply): Promise<Rewritten | undefined> {
    if (!this.#harness) return undefined;
    const ask = ++this.#asked;
    const answered = Promise.withResolvers<Rewritten | undefined>();
    this.#pending.set(ask, answered.resolve);
    this.tell({ ask, rule, request, ...(reply && { reply }) });
    return await answered.promise;
  }

  #serve(socket: Socket): void {
    let trusted = false;
    socket.on("error", () => {});
    socket.on("close", () => socket === this.#harness && this.#lose());
    const lines = createInterface(socket);
    lines.on("error", () => {});
    lines.on("line", (line) => {
      const message = JSON.parse(line) as ToTap;
      if ("answer" in message) {
        if (trusted) this.#answered(message.answer, message.value as Rewritten | undefined);
        return;
      }
      if (message.command.do === "authenticate") {
        trusted = this.#knows(message.command.secret);
        if (trusted) this.#harness = socket;
      }
      if (!trusted) socket.destroy();
      else void this.#carryOut(socket, message.id, message.command);
    });
  }

  #knows(secret: string): boolean {
    const [given, right] = [Buffer.from(secret), Buffer.from(this.#config.secret)];
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #answered(ask: number, value: Rewritten | undefined): void {
    this.#pending.get(ask)?.(value);
    this.#pending.delete(ask);
  }

  /** Without a harness nobody answers any more: what waits for it goes on unchanged. */
  #lose(): void {
    this.#harness = undefined;
    for (const ask of this.#pending.keys()) this.#answered(ask, undefined);
  }

  async #carryOut(socket: Socket, id: number, command: Command): Promise<void> {
    const reply = await this.#run(command).then(
      (result): FromTap => ({ id, result }),
      (error: Error): FromTap => ({ id, error: error.message }),
    );
    socket.write(`${JSON.stringify(reply)}\n`);
  }

  async #run(command: Command): Promise<unknown> {
    const { rules, identities } = this.tap;
    switch (command.do) {
      case "authenticate":
        return;
      case "addRule":
        return this.#addRule(command);
      case "releaseRule":
        return rules.get(command.rule)?.release();
      case "removeRule":
        return rules.remove(command.rule);
      case "rules":
        return { rules: rules.size, held: this.tap.held };
      case "nameDevice":
        return identities.name(command.user, command.deviceId, command.device);
      case "awaitServer":
        return await this.#awaitServer(command.server, command.timeoutMs);
      case "askSupervisor":
        return await askSupervisor(this.#probeOf(command.server).host, command.request);
      case "reset":
        return this.tap.reset();
    }
  }

  #addRule(command: Extract<Command, { do: "addRule" }>): void {
    const rule = new ActiveRule(command, (id, exchange) => this.tell({ event: "bite", rule: id, exchange }));
    this.tap.rules.add(rule);
    if (command.action.do !== "cutNetwork") return;
    for (const exchange of this.tap.live) {
      if (!matchesHead(rule.match, exchange.head)) continue;
      exchange.faults.add(rule.fault);
      rule.bite(exchange.id);
      exchange.cut();
    }
  }

  async #awaitServer(name: string, timeoutMs: number): Promise<void> {
    const probe = this.#probeOf(name);
    const deadline = performance.now() + timeoutMs;
    while (!(await answers(probe))) {
      if (performance.now() > deadline) throw new Error(`${name} did not answer within ${timeoutMs} ms.`);
      await sleep(15);
    }
  }

  #probeOf(name: string): Probe {
    const server = this.#config.servers.find((known) => known.name === name);
    if (!server) throw new Error(`The gateway knows no server ${name}.`);
    return server.probe;
  }
}

/** Whether a server answers. */
function answers(probe: Probe): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ ...probe, agent: false, timeout: 1000 }, (reply) => {
      reply.resume();
      resolve(reply.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}
