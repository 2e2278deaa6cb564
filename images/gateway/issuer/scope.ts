/** The scopes of Matrix (client-server API, "Scope"), in their stable form and that of MSC2967. */
const API = ["urn:matrix:client:api:*", "urn:matrix:org.matrix.msc2967.client:api:*"];
const DEVICE = /^urn:matrix:(?:org\.matrix\.msc2967\.)?client:device:([\w.~-]{1,255})$/;

/** The device that a scope is for; undefined unless it is the Matrix API for exactly one device. */
export function deviceOf(scope: string): string | undefined {
  const tokens = scope.split(" ");
  const devices = tokens.map((token) => DEVICE.exec(token)?.[1]).filter((id) => id !== undefined);
  return tokens.some((token) => API.includes(token)) && devices.length === 1 ? devices[0] : undefined;
}
