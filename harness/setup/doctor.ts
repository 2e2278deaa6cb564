import pc from "picocolors";
import { examine } from "./examination.ts";

/** One thing that the harness uses on this machine. */
export interface Finding {
  name: string;
  /** What is there, usually a version. */
  found?: string;
  /** What to do to get it; only where it is missing. */
  remedy?: string;
  /** The harness does without it: `remedy` then says what is lost. */
  optional?: boolean;
}

const EXIT_MISSING = 70;

/** Prints what is there, what is missing and how to get it. @returns 0 when nothing needed is missing, else 70 */
export async function doctor({ json }: { json: boolean }): Promise<number> {
  const { text, exitCode } = report(await examine(), { json });
  console.log(text);
  return exitCode;
}

export function report(findings: Finding[], { json }: { json: boolean }): { text: string; exitCode: number } {
  const text = json ? JSON.stringify({ version: 1, findings }, undefined, 2) : findings.map(lineOf).join("\n");
  return { text, exitCode: findings.some(isMissing) ? EXIT_MISSING : 0 };
}

export function isMissing({ found, optional }: Finding): boolean {
  return found === undefined && !optional;
}

export function lineOf(finding: Finding): string {
  const { name, found, remedy } = finding;
  const sign = found !== undefined ? pc.green("✓") : isMissing(finding) ? pc.red("✗") : pc.yellow("–");
  return `${sign} ${name.padEnd(20)} ${found ?? remedy}`;
}
