/** The certificate authority that homeservers and clients trust; a new one for each process of the harness. */
import "reflect-metadata";
import { createPrivateKey } from "node:crypto";
import * as x509 from "@peculiar/x509";

const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Wide enough for servers whose clocks are wrong on purpose. */
const VALID = { notBefore: new Date("2020-01-01"), notAfter: new Date("2060-01-01") };

export interface Authority {
  /** PEM, for `/complement/ca/ca.crt`. */
  certificate: string;
  /** PEM, PKCS #1, for `/complement/ca/ca.key`. */
  key: string;
  /** The key of all certificates that the gateway shows. */
  gatewayKey: string;
  /** A PEM certificate for a server's name and the gateway's key. */
  certify(serverName: string): Promise<string>;
}

let made: Promise<Authority> | undefined;

/** This process's authority, made at the first call. */
export function authority(): Promise<Authority> {
  made ??= makeAuthority();
  return made;
}

async function makeAuthority(): Promise<Authority> {
  const [ca, gateway] = await Promise.all([
    crypto.subtle.generateKey(RSA, true, ["sign", "verify"]),
    crypto.subtle.generateKey(EC, true, ["sign", "verify"]),
  ]);
  const name = "CN=matrix-e2ee-torture CA";
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name,
    ...VALID,
    signingAlgorithm: RSA,
    keys: ca,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      // OpenSSL 3 in strict mode refuses an authority that does not say this.
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  const certificates = new Map<string, Promise<string>>();
  const certify = async (serverName: string): Promise<string> => {
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${serverName}`,
      issuer: name,
      ...VALID,
      publicKey: gateway.publicKey,
      signingKey: ca.privateKey,
      signingAlgorithm: RSA,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: "dns", value: serverName }]),
        await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
      ],
    });
    return certificate.toString("pem");
  };
  return {
    certificate: root.toString("pem"),
    key: await pem(ca.privateKey, "pkcs1"),
    gatewayKey: await pem(gateway.privateKey, "pkcs8"),
    certify: (serverName) => {
      const known = certificates.get(serverName) ?? certify(serverName);
      certificates.set(serverName, known);
      return known;
    },
  };
}

async function pem(key: CryptoKey, type: "pkcs1" | "pkcs8"): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ type, format: "pem" }) as string;
}
