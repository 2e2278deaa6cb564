/** A caller's connection and the one connection to the server that belongs to it: what happens to one happens to both. */
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** A directed link, as the tap sees it: its Toxiproxy proxy, and whether TLS is spoken through it. */
export interface TapLink {
  name: string;
  from: string;
  to: string;
  host: string;
  port: number;
  /** Federation speaks TLS; clients do not, nor do a homeserver and its issuer. */
  tls: boolean;
}

/** Dials a server through the link's proxy. Whose certificate it has does not matter here. */
export function dial(link: TapLink): Socket {
  const tcp = connectTcp({ host: link.host, port: link.port, noDelay: true });
  if (!link.tls) return tcp;
  const tls = connectTls({ socket: tcp, servername: link.to, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
  tcp.on("error", (error) => tls.destroy(error));
  // A refused connection may be told more than once, also after whoever waited for it has gone.
  tls.on("error", () => {});
  return tls;
}

export class Connection {
  readonly link: TapLink;
  readonly #raw: Socket;
  readonly #agent: Agent;
  readonly #upstream = new Set<Socket>();
  #ready: Socket | undefined;
  #busy = false;

  /**
   * @param raw the caller's TCP connection, below TLS
   * @param ready a connection to the server that has been made already
   */
  constructor(link: TapLink, raw: Socket, ready?: Socket) {
    this.link = link;
    this.#raw = raw;
    this.#ready = ready;
    if (ready) this.#mirror(ready);
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });
    this.#agent.createConnection = () => this.#takeReady() ?? this.#mirror(dial(link));
    raw.on("close", () => this.#closeUpstream());
  }

  /** Starts a request on the connection to the server. */
  request(method: string, path: string, headers: string[]): ClientRequest {
    this.#busy = true;
    return httpRequest({
      agent: this.#agent,
      method,
      path,
      headers,
      setDefaultHeaders: false,
      joinDuplicateHeaders: false,
    });
  }

  /** Called when an exchange is over: from now on a connection that the server closes is closed towards the caller too. */
  idle(): void {
    this.#busy = false;
  }

  /** Cuts both connections; the caller sees a reset. */
  cut(): void {
    this.#raw.resetAndDestroy();
    this.#closeUpstream();
  }

  #takeReady(): Socket | undefined {
    const ready = this.#ready;
    this.#ready = undefined;
    return ready?.destroyed ? undefined : ready;
  }

  #mirror(socket: Socket): Socket {
    this.#upstream.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#upstream.delete(socket);
      if (!this.#busy) this.#raw.end();
    });
    return socket;
  }

  #closeUpstream(): void {
    for (const socket of this.#upstream) socket.destroy();
    this.#agent.destroy();
  }
}

/** Sends a request on a connection of its own, as for a duplicate, and reads the whole answer. */
export async function sendAside(
  link: TapLink,
  { method, path, headers, body }: { method: string; path: string; headers: string[]; body: Buffer },
): Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }> {
  const request = httpRequest({ createConnection: () => dial(link), method, path, headers, setDefaultHeaders: false });
  request.end(body);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk as Buffer);
  request.destroy();
  return { status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) };
}
