/** The line to the supervisor of a server's processes, where the server's image has one (`images/synapse/control.py`). */
import { connect } from "node:net";
import { text } from "node:stream/consumers";

const PORT = 8009;
/** A worker that will not end is killed after 4 s; one that starts has longer. */
const TIMEOUT_MS = 60_000;

/** One request, one answer. @throws {Error} when nobody listens, and when the request is refused */
export async function askSupervisor(host: string, request: string): Promise<string> {
  const socket = connect({ host, port: PORT, timeout: TIMEOUT_MS });
  socket.on("timeout", () => socket.destroy(new Error(`no answer to ${request} within ${TIMEOUT_MS} ms`)));
  socket.write(`${request}\n`);
  const answer = await text(socket);
  if (answer.startsWith("refused: ")) throw new Error(answer.slice("refused: ".length));
  return answer;
}
