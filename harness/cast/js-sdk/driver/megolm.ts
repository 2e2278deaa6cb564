/**
 * The parts of Megolm's formats that a test wants to see and no SDK shows.
 * Source: https://gitlab.matrix.org/matrix-org/olm/-/blob/master/docs/megolm.md, "Message format" and "Session export format".
 */

const MESSAGE_VERSION = 0x03;
const INDEX_TAG = 0x08;

/** The index of an encrypted message; undefined when it is no Megolm message of version 3. */
export function messageIndex(ciphertext: unknown): number | undefined {
  if (typeof ciphertext !== "string") return undefined;
  // A version, a tag and at most five bytes of a variable-length integer.
  const bytes = decode(ciphertext.slice(0, 12));
  if (bytes?.[0] !== MESSAGE_VERSION || bytes[1] !== INDEX_TAG) return undefined;
  return varint(bytes.subarray(2));
}

/** The first message index that an exported session key can decrypt. */
export function firstKnownIndex(sessionKey: string): number | undefined {
  // A version byte, and the ratchet's index in four bytes, most significant first.
  const bytes = decode(sessionKey.slice(0, 8));
  return bytes && bytes.length >= 5 ? new DataView(bytes.buffer).getUint32(1) : undefined;
}

function varint(bytes: Uint8Array): number | undefined {
  let value = 0;
  for (const [position, byte] of bytes.entries()) {
    value += (byte & 0x7f) * 2 ** (7 * position);
    if (byte < 0x80) return value;
  }
  return undefined;
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
