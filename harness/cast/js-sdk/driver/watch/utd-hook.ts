import { type MatrixClient, type MatrixEvent, MatrixEventEvent } from "matrix-js-sdk";
import type { Emit } from "../../../rpc/server.ts";

/** How long a failure stands before it is reported, ms: where Element's analytics begin to call a decryption late. */
const GRACE_MS = 4_000;

interface Failure {
  readonly since: number;
  readonly cause: string;
  readonly timer: NodeJS.Timeout;
}

/** Reports what the SDK itself says of events that it could not decrypt, as Element Web's analytics ask it. */
export function watchUtdHook(client: MatrixClient, emit: Emit): void {
  const failures = new Map<string, Failure>();

  const fail = (eventId: string, event: MatrixEvent) => {
    const timer = setTimeout(() => emit("utdHook", { eventId, cause: causeOf(event) }), GRACE_MS);
    failures.set(eventId, { since: Date.now(), cause: causeOf(event), timer });
  };
  const recover = (eventId: string, { since, cause, timer }: Failure) => {
    const timeToDecryptMs = Date.now() - since;
    if (timeToDecryptMs >= GRACE_MS) return;
    clearTimeout(timer);
    emit("utdHook", { eventId, cause, timeToDecryptMs });
  };

  client.on(MatrixEventEvent.Decrypted, (event) => {
    const eventId = event.getId() as string;
    const failure = failures.get(eventId);
    if (!event.isDecryptionFailure()) {
      if (failure) recover(eventId, failure);
      failures.delete(eventId);
    } else if (!failure) {
      fail(eventId, event);
    }
  });
}

const causeOf = (event: MatrixEvent) => event.decryptionFailureReason ?? "UNKNOWN_ERROR";
