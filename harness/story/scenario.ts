import type { Capability, ClientOptions } from "../cast/protocol.ts";
import type { ServerFaults } from "../faults/index.ts";
import type { KnownFailureEntry, ServerName } from "../journal/index.ts";
import type { ServerAbility } from "../world/abilities.ts";
import type { SignIn } from "../world/index.ts";
import type { Actor } from "./actor.ts";
import type { Stage } from "./stage.ts";

/** What a homeserver has that not all have. */
export type ServerFeature =
  | "workers"
  /** Can delegate sign-in, as the harness sets it up. */
  | "delegation";

/** How a role is cast. */
export interface Role {
  server: ServerName;
  /** The story may kill, freeze or restart this client, so it gets a process of its own. */
  mayDie: boolean;
  /** The role does not exist until `enters()` is called. */
  later: boolean;
  /** What the client of this role must be able to do, beyond what all must. */
  needs: Capability[];
  /** What the server of this role must be able to do; where it cannot, the play is skipped with the reason. */
  serverNeeds: ServerAbility[];
  options: ClientOptions;
}

export type Cast = Record<string, Role>;

/** Places a role at a server. */
export function at(
  server: ServerName,
  { mayDie = false, later = false, needs = [], serverNeeds = [], options = {} }: Partial<Omit<Role, "server">> = {},
): Role {
  return { server, mayDie, later, needs, serverNeeds, options };
}

/** What a story is told with: its cast by name, its servers by name, and the stage's own words. */
export type Script<C extends Cast> = { [Name in keyof C]: Actor } & Record<ServerRole, ServerFaults> & Stage;

/** Servers that a story may name, if its cast or `servers` has them. */
type ServerRole = `hs${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

export interface ScenarioSpec<C extends Cast> {
  /** One or two sentences: what goes wrong in the world, and what must hold all the same. */
  why: string;
  /** Issues, MSCs or tests of others that this story stands for, e.g. `matrix-org/matrix-rust-sdk#2864`. */
  tracks?: string[];
  tags?: string[];
  cast: C;
  /** Servers without a role of their own. */
  servers?: ServerName[];
  /** What every client must be able to do; a cell whose client cannot is skipped with the reason. */
  needs?: Capability[];
  /** What every server must have; a world whose server lacks it is skipped with the reason. */
  serverNeeds?: ServerFeature[];
  /** Play only with these client kinds, e.g. `["js"]`; the sentence says why. */
  only?: { kinds: string[]; because: string };
  knownFailures?: KnownFailure[];
  /** Inverted: holds only when the decryption oracle catches the forged failure. */
  canary?: boolean;
  /** The federation back-off: short, or as deployed. */
  profile?: "fast" | "production";
  /** Roles on different servers may also be played on one. */
  anyPlacement?: boolean;
  /** Nothing else is played meanwhile: the story takes a whole machine. */
  alone?: boolean;
  /** How users sign in: at an issuer that all servers delegate to. Without it, at their server by password. */
  signIn?: SignIn;
  /** How long lost or late messages are waited for after the last line, ms. */
  patienceMs?: number;
  /** How long the whole play may take, ms. */
  limitMs?: number;
  play(script: Script<C>): Promise<void>;
}

/** A story as the runner knows it. Its id is its path below the scenarios folder, without `.ts`. */
export interface Scenario {
  readonly title: string;
  readonly spec: ScenarioSpec<Cast>;
}

export function scenario<const C extends Cast>(title: string, spec: ScenarioSpec<C>): Scenario {
  return { title, spec: spec as unknown as ScenarioSpec<Cast> };
}

/** A finding that is expected until its link is fixed. Strict: when it vanishes, the story turns red. */
export type KnownFailure = Omit<KnownFailureEntry, "kind"> & { kind: string };

/** Who is hit, in which cells, and at which servers; everyone everywhere where nothing is said. */
export interface KnownWhere {
  to?: string;
  /** Client kinds by place, e.g. `["rust,*"]`. */
  cells?: string[];
  /** Only where these servers are this, e.g. `{ hs2: "dendrite" }`. */
  on?: Record<ServerName, string>;
}

/** `known("org/repo#1").loses("the beat", { to: "bob" })` */
export function known(link: string) {
  const failure =
    (kind: string) =>
    (beat?: string, { to, ...where }: KnownWhere = {}): KnownFailure => ({
      link,
      kind,
      ...(beat && { beat }),
      ...(to && { device: to }),
      ...where,
    });
  return {
    /** The beat's message is never decrypted. */
    loses: failure("lost"),
    /** The beat's message is decrypted too late. */
    delays: failure("late"),
    /** The beat's message does not even arrive. */
    misses: failure("never-arrived"),
    /** The beat's message is read by someone who must not. */
    leaks: failure("leaked"),
    /** Any other finding, by its kind; without a beat where the finding belongs to none. */
    finds: (kind: string, beat?: string, where: KnownWhere = {}) => failure(kind)(beat, where),
  };
}
