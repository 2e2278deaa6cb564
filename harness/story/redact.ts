const SECRETS = new Set(["password", "accessToken", "recoveryKey", "keys", "storePath"]);

/** Arguments and results as the journal may keep them: no secrets, no paths. */
export function redact(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !SECRETS.has(name)));
}
