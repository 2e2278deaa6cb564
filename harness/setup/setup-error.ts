/** The machine lacks something that the harness needs; the message says what to do. Exit code 70. */
export class SetupError extends Error {}
