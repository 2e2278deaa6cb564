import { readFileSync } from "node:fs";

const BUNDLES = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];

/**
 * The extra certificates that this machine is told to trust, PEM; empty when there are none.
 * A build stage needs them where a proxy re-signs downloads; no image keeps them.
 */
export function extraCertificates(env: NodeJS.ProcessEnv = process.env): string {
  const file = BUNDLES.map((name) => env[name]).find((path) => path !== undefined && path !== "");
  return file === undefined ? "" : readFileSync(file, "utf8");
}

/** The proxies that builds must use: Docker forgets these arguments when the build ends. */
export function proxyArguments(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const named = PROXIES.flatMap((name) => [name, name.toLowerCase()]);
  return Object.fromEntries(named.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
