import { parseArgs } from "node:util";

/** What a command line needs besides Node and the packages. */
export interface Needs {
  docker: boolean;
  /** Images of the pinned versions. Others are made by the run that names them. */
  synapse: boolean;
  dendrite: boolean;
  gateway: boolean;
  /** The rust driver on the pinned SDK. */
  rust: boolean;
  chromium: boolean;
}

export const EVERYTHING: Needs = {
  docker: true,
  synapse: true,
  dendrite: true,
  gateway: true,
  rust: true,
  chromium: true,
};
export const NOTHING: Needs = {
  docker: false,
  synapse: false,
  dendrite: false,
  gateway: false,
  rust: false,
  chromium: false,
};

/** Commands that read files or ask the machine; every other plays stories, also one that is not named. */
const QUIET_COMMANDS = new Set([
  ...[
    "list",
    "judge",
    "report",
    "explain",
    "merge",
    "compare",
    "trace",
    "doctor",
    "clean",
    "new",
    "help",
    "completion",
  ],
]);

/** What `torture` with these arguments will use. Over-estimates rather than miss a thing. */
export function needsOfTorture(argv: readonly string[]): Needs {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      help: { type: "boolean", short: "h" },
      cell: { type: "string", multiple: true },
      synapse: { type: "string" },
      homeserver: { type: "string", multiple: true },
      "rust-sdk": { type: "string" },
    },
  });
  if (values.help || QUIET_COMMANDS.has(positionals[0] ?? "")) return NOTHING;
  const cells = (values.cell ?? []).map(String);
  const plays = (kind: string) => cells.length === 0 || cells.some((cell) => cell.includes(`${kind}@`));
  return {
    docker: true,
    synapse: values.synapse === undefined,
    dendrite: (values.homeserver ?? []).some((choice) => /^(?:.*=)?dendrite$/.test(String(choice))),
    gateway: true,
    rust: positionals[0] !== "up" && values["rust-sdk"] === undefined && plays("rust"),
    chromium: positionals[0] !== "up" && plays("js"),
  };
}

/** What `npm test` with these mocha arguments will use: unit tests alone need nothing. */
export function needsOfTests(argv: readonly string[]): Needs {
  const files = argv.filter((argument) => argument.includes(".test.ts") || argument.startsWith("tests/"));
  return files.length > 0 && files.every((file) => file.includes("tests/unit/")) ? NOTHING : EVERYTHING;
}
