import type { NewFinding, Oracle } from "../case.ts";
import { type Device, type Facts, isDisturbed, isNamed, type Operation, verificationsBy } from "../facts/index.ts";
import type { FindingKind } from "../kinds.ts";
import { clock } from "../sentences.ts";

/** How long signatures may take to get to everybody's clients while all is well, ms. */
const SETTLING_MS = 10_000;

/** After any of these a user's devices may be signed. */
const MAY_SIGN = [
  "bootstrapCrossSigning",
  "enableBackup",
  "resetBackup",
  "restoreBackup",
  "resetIdentity",
  "startDehydration",
];

/** Of the driver protocol's `devices`. */
interface DeviceInfo {
  readonly deviceId: string;
  readonly verified: boolean;
  readonly crossSigned: boolean;
}

/** What one client, when asked, thought of a device. */
interface Opinion {
  readonly observer: Device;
  readonly subject: Device;
  readonly of: "signed" | "verified";
  readonly holds: boolean;
  /** The call whose answer it is. */
  readonly asked: Operation;
}

/** Clients take exactly those devices for signed and verified that somebody has signed and verified. */
export const trust: Oracle = {
  name: "trust",
  examine({ facts }) {
    return [...facts.named("devices"), ...facts.named("crossSigningStatus")]
      .filter(({ outcome }) => outcome === "ok")
      .flatMap((asked) => opinionsIn(facts, asked))
      .flatMap((opinion) => [...unearned(facts, opinion), ...missing(facts, opinion)]);
  },
};

function opinionsIn(facts: Facts, asked: Operation): Opinion[] {
  const observer = facts.devices.get(asked.device);
  if (!observer) return [];
  if (asked.name === "crossSigningStatus") {
    return [{ observer, subject: observer, of: "signed", holds: asked.result.ownDeviceSigned === true, asked }];
  }
  const user = String(asked.args.userId);
  return ((asked.result.devices ?? []) as DeviceInfo[]).flatMap(({ deviceId, crossSigned, verified }) => {
    const subject = [...facts.devices.values()].find((device) => isNamed(device, { user, deviceId }, asked.from));
    if (!subject) return [];
    const signed: Opinion = { observer, subject, of: "signed", holds: crossSigned, asked };
    // Of one's own user's devices, SDKs take some for verified that nobody verified: oneself, for example.
    return user === observer.user ? [signed] : [signed, { ...signed, of: "verified", holds: verified }];
  });
}

function unearned(facts: Facts, opinion: Opinion): NewFinding[] {
  const { observer, subject, of, holds, asked } = opinion;
  if (!holds) return [];
  const earned = of === "signed" ? mayBeSigned(facts, subject, asked.to) : mayBeVerified(facts, opinion);
  if (earned) return [];
  const what =
    of === "signed" ? "signed by its owner, and its owner has not signed it" : "verified, and nobody has verified it";
  return [finding("trust-unearned", opinion, `${observer.name} takes ${subject.name} for ${what}.`)];
}

function mayBeSigned(facts: Facts, { user }: Device, t: number): boolean {
  const own = devicesOf(facts, user);
  return (
    MAY_SIGN.flatMap((name) => own.flatMap((device) => facts.named(name, device.name))).some(({ from }) => from < t) ||
    own.some((device) => verificationsBy(facts, device.name, user).some((done) => done.t <= t))
  );
}

/** Users verify each other, by whichever of their devices. */
function mayBeVerified(facts: Facts, { observer, subject, asked }: Opinion): boolean {
  return devicesOf(facts, observer.user).some((device) =>
    verificationsBy(facts, device.name, subject.user).some(({ t }) => t <= asked.to),
  );
}

function missing(facts: Facts, opinion: Opinion): NewFinding[] {
  const { observer, subject, of, holds, asked } = opinion;
  const fresh = asked.name === "crossSigningStatus" || asked.args.refresh === true;
  if (holds || !fresh || isDisturbed(facts, { from: asked.from - SETTLING_MS, to: asked.to })) return [];
  if ([observer, subject].some(({ user }) => changedIdentity(facts, user))) return [];
  const since = of === "signed" ? signedAt(facts, subject) : verifiedAt(facts, opinion);
  if (since === undefined || since + SETTLING_MS > asked.from) return [];
  const sentence = `${observer.name} does not take ${subject.name} for ${of}, although it has been since ${clock(since)}.`;
  return [finding("trust-missing", opinion, sentence)];
}

/** Then old signatures count no more. */
function changedIdentity(facts: Facts, user: string): boolean {
  const own = devicesOf(facts, user).map(({ name }) => name);
  const made = own.flatMap((name) => facts.named("bootstrapCrossSigning", name));
  return made.length > 1 || own.some((name) => facts.named("resetIdentity", name).length > 0);
}

/** When a device had surely signed itself. */
function signedAt(facts: Facts, { name }: Device): number | undefined {
  return facts.named("bootstrapCrossSigning", name).find(({ outcome }) => outcome === "ok")?.to;
}

/** When both sides had surely verified each other, and the device was signed. */
function verifiedAt(facts: Facts, { observer, subject }: Opinion): number | undefined {
  const sides = [
    signedAt(facts, observer),
    signedAt(facts, subject),
    verificationsBy(facts, observer.name, subject.user)[0]?.t,
    verificationsBy(facts, subject.name, observer.user)[0]?.t,
  ];
  return sides.includes(undefined) ? undefined : Math.max(...(sides as number[]));
}

function devicesOf(facts: Facts, user: string): Device[] {
  return [...facts.devices.values()].filter((device) => device.user === user);
}

function finding(kind: FindingKind, { observer, asked }: Opinion, sentence: string): NewFinding {
  const story = [`Asked at ${clock(asked.to)}: ${sentence}`];
  return { kind, severity: "broken", ...(asked.beat && { beat: asked.beat }), device: observer.name, story };
}
