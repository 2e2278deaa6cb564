import type { Events } from "../cast/protocol.ts";
import type { Actor } from "./actor.ts";

type Progress = Events["verification"];
type Phase = Progress["phase"];

/** How long each step of a verification is waited for, ms. */
const STEP_BUDGET_MS = 15_000;

/** An interactive verification between two devices, step by step. Source: spec, section "Key verification framework". */
export class Verification {
  readonly asker: Actor;
  readonly answerer: Actor;
  readonly flowId: string;

  private constructor(asker: Actor, answerer: Actor, flowId: string) {
    this.asker = asker;
    this.answerer = answerer;
    this.flowId = flowId;
  }

  /** Asks a user in a room of both, or one device of the asker's own, and waits until the other side has been asked. */
  static async ask(asker: Actor, answerer: Actor): Promise<Verification> {
    const own = asker.userId === answerer.userId;
    const roomId = own ? undefined : asker.device.roomWith(answerer.userId);
    const { flowId } = await asker.device.act("requestVerification", {
      userId: answerer.userId,
      ...(own && { deviceId: answerer.device.deviceId }),
      ...(roomId && { roomId }),
    });
    const verification = new Verification(asker, answerer, flowId);
    await verification.reaches("requested", answerer);
    return verification;
  }

  async accept(): Promise<void> {
    await this.answerer.device.act("acceptVerification", this.#flowOf(this.answerer));
    await this.reaches("ready", this.asker);
  }

  /** Starts SAS, and waits until both sides show what to compare. */
  async start(): Promise<void> {
    await this.asker.device.act("startSas", this.#flowOf(this.asker));
    await this.reaches("keysExchanged", this.asker, this.answerer);
  }

  /** Whether both sides show the same emoji and the same decimals. */
  get matches(): boolean {
    const [ours, theirs] = [this.asker, this.answerer].map((actor) => this.#shown(actor));
    return JSON.stringify(ours) === JSON.stringify(theirs) && ours !== undefined;
  }

  /** The three numbers that each side shows, the asker's first. */
  get decimals(): (number[] | undefined)[] {
    return [this.asker, this.answerer].map((actor) => this.#shown(actor)?.decimals);
  }

  /** Starts SAS under an attack: whether it is cancelled, or shows the two sides different strings. */
  async isSpoilt(): Promise<boolean> {
    const started = await this.start().then(
      () => true,
      () => false,
    );
    if (!started) return true;
    if (this.matches) return false;
    await this.mismatch(this.asker);
    return true;
  }

  /**
   * Both say that the emoji match, one after the other, and wait until the other side is verified. When they say it at the
   * same time, the `done` of a client may overtake its own `mac`, and the other side waits for ever.
   */
  async confirm(): Promise<void> {
    const { asker, answerer } = this;
    await answerer.getsMacOf(asker, () => this.agree(asker));
    await this.agree(answerer);
    await this.reaches("done", asker, answerer);
  }

  /** One side says that the emoji match, and waits for the other. */
  async agree(by: Actor): Promise<void> {
    await by.device.act("confirmSas", this.#flowOf(by));
  }

  /** The asker shows a QR code, the answerer scans it, and the asker confirms that it was scanned. */
  async scan(): Promise<void> {
    const { bytes } = await this.asker.device.act("showQr", this.#flowOf(this.asker));
    await this.answerer.device.act("scanQr", { ...this.#flowOf(this.answerer), bytes });
    await this.reaches("scanned", this.asker);
    await this.asker.device.act("confirmQr", this.#flowOf(this.asker));
    await this.reaches("done", this.asker, this.answerer);
  }

  /** Whether the answerer refuses the QR code that the asker shows. */
  async scanIsRefused(): Promise<boolean> {
    const { bytes } = await this.asker.device.act("showQr", this.#flowOf(this.asker));
    const scan = this.answerer.device.act("scanQr", { ...this.#flowOf(this.answerer), bytes });
    return scan.then(
      () => false,
      () => true,
    );
  }

  async cancel(by: Actor): Promise<void> {
    await by.device.act("cancelVerification", this.#flowOf(by));
    await this.reaches("cancelled", this.asker, this.answerer);
  }

  /** One side says that the emoji differ. */
  async mismatch(by: Actor): Promise<void> {
    await by.device.act("mismatchSas", this.#flowOf(by));
    await this.reaches("cancelled", this.asker, this.answerer);
  }

  /** @throws {Error} when an actor does not reach the phase within 15 s, or the flow is cancelled before. */
  async reaches(phase: Phase, ...actors: Actor[]): Promise<void> {
    await Promise.all(actors.map((actor) => this.#reachesAt(actor, phase)));
  }

  async #reachesAt({ device, name }: Actor, phase: Phase): Promise<void> {
    const seen = () => device.verifications.get(this.flowId) ?? [];
    const over = () => seen().some((step) => step.phase === phase || step.phase === "cancelled");
    await device.watch.until(over, STEP_BUDGET_MS);
    if (seen().some((step) => step.phase === phase)) return;
    const last = seen().at(-1);
    throw new Error(
      `${name}'s verification did not reach "${phase}"; it stands at "${last?.phase}" (${last?.reason ?? "no reason"}).`,
    );
  }

  #shown({ device }: Actor): { emoji?: string[]; decimals?: number[] } | undefined {
    const step = device.verifications.get(this.flowId)?.find(({ phase }) => phase === "keysExchanged");
    return step && { ...(step.emoji && { emoji: step.emoji }), ...(step.decimals && { decimals: step.decimals }) };
  }

  #flowOf(actor: Actor): { userId: string; flowId: string } {
    const other = actor === this.asker ? this.answerer : this.asker;
    return { userId: other.userId, flowId: this.flowId };
  }
}
