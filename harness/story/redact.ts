const SECRETS = new Set(["password", "accessToken", "recoveryKey", "keys", "storePath"]);

/** The tokens of Synapse (access `syt`, refresh `syr`), and of an issuer (access `mat`, refresh `mar`, code `mac`). */
const TOKEN = /\b(syt|syr|mat|mar|mac)_[\w-]{8,}/g;

/** Arguments and results as the journal may keep them: no secrets, no paths. */
export function redact(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !SECRETS.has(name)));
}

/** What a program says, without the tokens that it let slip. */
export function redactTokens(text: string): string {
  return text.replace(TOKEN, "$1_…");
}
