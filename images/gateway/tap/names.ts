/**
 * Says at once that a name does not exist. Docker's own resolver knows the containers that run and asks us for all
 * other names; without an answer, whoever dials a stopped server would wait for ten seconds instead of being refused.
 */
import { createSocket, type Socket } from "node:dgram";

const HEADER_BYTES = 12;
/** Response, recursion desired and available, "no such name" (RFC 1035, 4.1.1). */
const NO_SUCH_NAME = 0x8183;

export function denyNames(port: number, host: string): Promise<Socket> {
  const socket = createSocket("udp4", (query, { address, port: from }) => {
    const answer = denial(query);
    if (answer) socket.send(answer, from, address);
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, host, () => resolve(socket));
  });
}

/** The answer to a query: its own first question, and that there is no such name. Undefined for what is no query. */
export function denial(query: Buffer): Buffer | undefined {
  let end = HEADER_BYTES;
  while (query[end]) end += 1 + (query[end] as number);
  end += 1 + 4; // The root label, then type and class.
  if (query.length < end) return undefined;
  const answer = Buffer.from(query.subarray(0, end));
  answer.writeUInt16BE(NO_SUCH_NAME, 2);
  answer.writeUInt16BE(1, 4);
  answer.fill(0, 6, HEADER_BYTES);
  return answer;
}
