import type { MatrixClient } from "matrix-js-sdk";
import {
  CryptoEvent,
  type ShowQrCodeCallbacks,
  type ShowSasCallbacks,
  VerificationPhase,
  type VerificationRequest,
  VerificationRequestEvent,
  type Verifier,
  VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";
import type { Events } from "../../../protocol.ts";
import { ErrorCode } from "../../../protocol.ts";
import { MethodError } from "../../../rpc/errors.ts";
import type { Emit } from "../../../rpc/server.ts";

type Phase = Events["verification"]["phase"];

const PHASES: Partial<Record<VerificationPhase, Phase>> = {
  [VerificationPhase.Requested]: "requested",
  [VerificationPhase.Ready]: "ready",
  [VerificationPhase.Started]: "started",
  [VerificationPhase.Cancelled]: "cancelled",
  [VerificationPhase.Done]: "done",
};

interface Flow {
  readonly request: VerificationRequest;
  reported?: Phase;
  verifier?: Verifier;
  sas?: ShowSasCallbacks;
}

/** The verifications that this device takes part in, by their flow id. */
export class VerificationWatch {
  readonly #flows = new Map<string, Flow>();
  readonly #emit: Emit;

  constructor(client: MatrixClient, emit: Emit) {
    this.#emit = emit;
    client.on(CryptoEvent.VerificationRequestReceived, (request) => this.watch(request));
  }

  /** Follows a request from now on. */
  watch(request: VerificationRequest): string {
    const id = request.transactionId as string;
    if (this.#flows.has(id)) return id;
    const flow: Flow = { request };
    this.#flows.set(id, flow);
    request.on(VerificationRequestEvent.Change, () => this.#look(flow));
    this.#look(flow);
    return id;
  }

  /** @throws MethodError when this device takes no part in it */
  flow(id: string): Flow {
    const flow = this.#flows.get(id);
    if (!flow) throw new MethodError(ErrorCode.failed, `this device knows no verification ${id}`);
    return flow;
  }

  /** @throws MethodError before both sides have exchanged keys */
  sas(id: string): ShowSasCallbacks {
    const { sas } = this.flow(id);
    if (!sas) throw new MethodError(ErrorCode.failed, `verification ${id} shows no short authentication string yet`);
    return sas;
  }

  /** @throws MethodError before the other side has scanned the code shown here */
  scannedCode(id: string): ShowQrCodeCallbacks {
    const scanned = this.flow(id).verifier?.getReciprocateQrCodeCallbacks();
    if (!scanned) throw new MethodError(ErrorCode.failed, `nobody has scanned the QR code of verification ${id} yet`);
    return scanned;
  }

  report(id: string, phase: Phase, more: Partial<Events["verification"]> = {}): void {
    this.#emit("verification", { userId: this.flow(id).request.otherUserId, flowId: id, phase, ...more });
  }

  #look(flow: Flow): void {
    const { request } = flow;
    const phase = PHASES[request.phase];
    if (phase && phase !== flow.reported) {
      flow.reported = phase;
      const reason = phase === "cancelled" ? request.cancellationCode : null;
      this.report(request.transactionId as string, phase, { ...(reason && { reason }) });
    }
    if (request.verifier && request.verifier !== flow.verifier) this.#begin(flow, request.verifier);
  }

  /** Once one side starts, the other accepts by itself, as apps do. */
  #begin(flow: Flow, verifier: Verifier): void {
    flow.verifier = verifier;
    verifier.on(VerifierEvent.ShowSas, (sas) => this.#show(flow, sas));
    // Its failure is a cancellation, which the request reports.
    verifier.verify().catch(() => {});
    if (verifier.getReciprocateQrCodeCallbacks()) this.report(flow.request.transactionId as string, "scanned");
    const shown = verifier.getShowSasCallbacks();
    if (shown) this.#show(flow, shown);
  }

  #show(flow: Flow, sas: ShowSasCallbacks): void {
    if (flow.sas) return;
    flow.sas = sas;
    const { emoji, decimal } = sas.sas;
    this.report(flow.request.transactionId as string, "keysExchanged", {
      ...(emoji && { emoji: emoji.map(([symbol]) => symbol) }),
      ...(decimal && { decimals: [...decimal] }),
    });
  }
}
