/** The caller asked for something that does not exist; the message names the valid choices. Exit code 64. */
export class UsageError extends Error {}
