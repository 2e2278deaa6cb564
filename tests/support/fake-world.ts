import type { Gateway } from "../../harness/world/gateway.ts";
import type { Server, World } from "../../harness/world/world.ts";

/** A world without containers: registers anybody, and breaks nothing. */
export function fakeWorld(...names: string[]): World {
  const servers = new Map(names.map((name) => [name, fakeServer(name)]));
  const gateway = { nameDevice: async () => {} } as unknown as Gateway;
  const close = async () => {};
  return {
    id: "fake",
    servers,
    gateway,
    deployMs: 0,
    server: (name: string) => servers.get(name) as Server,
    attach: () => {},
    close,
    [Symbol.asyncDispose]: close,
  } as unknown as World;
}

function fakeServer(name: string): Server {
  return {
    name,
    clientUrl: `http://127.0.0.1/${name}`,
    register: async (localpart: string) => ({ userId: `@${localpart}:${name}` }),
  } as unknown as Server;
}
