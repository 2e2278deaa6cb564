import type { DriverKind } from "../cast/protocol.ts";
import type { Server, World } from "../world/world.ts";
import { Actor } from "./actor.ts";
import type { Seat } from "./cell.ts";
import type { DeviceSurroundings } from "./device.ts";
import type { Backstage } from "./player.ts";
import type { Cast } from "./scenario.ts";

/** All actors of one play, further devices included. */
export class Company {
  readonly roles = new Map<string, Actor>();
  readonly actors: Actor[] = [];
  readonly processes: { ends(): Promise<void> }[] = [];

  /** Logs everyone in, and only then lets everyone sync: whoever syncs first must find the others' keys. */
  async enter(cast: Cast): Promise<void> {
    const present = [...this.roles].filter(([role]) => !cast[role]?.later).map(([, actor]) => actor);
    await Promise.all(present.map((actor) => actor.device.login()));
    await Promise.all(present.map((actor) => actor.device.startSync()));
  }

  /** Ends every client that still runs. */
  async leave(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.ends()));
    await Promise.all(this.actors.map((actor) => actor.device.stop()));
  }
}

/** Registers the users and gives each role its client. Nobody is logged in yet. */
export async function castRoles(
  cast: Cast,
  seats: Map<string, Seat>,
  kinds: ReadonlyMap<string, DriverKind>,
  around: DeviceSurroundings,
): Promise<Company> {
  const company = new Company();
  const stage: Backstage<Actor> = {
    ...around,
    addActor: (actor) => company.actors.push(actor),
    addProcess: (process) => company.processes.push(process),
  };
  await Promise.all(
    Object.entries(cast).map(async ([role, { mayDie, options }]) => {
      const { kind, server } = seatOf(role, seats, kinds, around.world);
      const account = await register(server, role);
      const actor = new Actor(role, { name: role, ...account, server, kind, ownProcess: mayDie, options }, stage);
      company.roles.set(role, actor);
      company.actors.push(actor);
    }),
  );
  return company;
}

function seatOf(role: string, seats: Map<string, Seat>, kinds: ReadonlyMap<string, DriverKind>, world: World) {
  const seat = seats.get(role);
  const kind = seat && kinds.get(seat.kind);
  if (!seat || !kind) throw new Error(`No client kind for ${role}.`);
  return { kind, server: world.server(seat.server) };
}

async function register(server: Server, user: string) {
  const password = `${user}'s password is not a secret`;
  const { userId } = await server.register(user, password);
  return { user, userId, password };
}
