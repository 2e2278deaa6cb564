/** Renders docs/clients.md: what each client kind has of what the driver protocol knows. */
import { join } from "node:path";
import type { Capability, DriverKind } from "../../harness/cast/protocol.ts";
import { markdownTable } from "../../harness/report/markdown.ts";
import { openKinds } from "../../harness/run/kinds.ts";
import { ROOT } from "../../harness/setup/paths.ts";

export const CLIENTS_PAGE = join(ROOT, "docs/clients.md");

export async function renderClientsPage(): Promise<string> {
  const kinds = [...(await openKinds({ homeserver: {}, driver: {} })).values()];
  return [HEAD, renderTable(kinds), TAIL].join("\n\n");
}

function renderTable(kinds: DriverKind[]): string {
  const capabilities = [...new Set(kinds.flatMap((kind) => [...kind.capabilities]))].sort();
  const signs = (capability: Capability) => kinds.map((kind) => (kind.capabilities.has(capability) ? "✓" : ""));
  return markdownTable(
    ["", ...kinds.map(({ kind }) => `\`${kind}\``)],
    capabilities.map((capability) => [`\`${capability}\``, ...signs(capability)]),
  );
}

const HEAD = `# Clients

<!-- Written by \`npm run generate\` from the client kinds in harness/cast. -->

A cell such as \`mautrix@hs1,rust@hs2\` names a client kind at a server for each role of a story.

| kind | is | on this machine |
|---|---|---|
| \`js\` | matrix-js-sdk in Chromium with IndexedDB, as Element Web runs it | set-up gets the browser |
| \`node\` | matrix-js-sdk in Node, stores in memory | needs nothing more |
| \`rust\` | matrix-sdk and matrix-sdk-ui with SQLite and native sliding sync, as Element X runs them | set-up builds it |
| \`olm\` | the OlmMachine of \`@matrix-org/matrix-sdk-crypto-nodejs\` with SQLite; its loops are ours | its package downloads a library from GitHub |
| \`olm-wasm\` | the OlmMachine of \`@matrix-org/matrix-sdk-crypto-wasm\`, in memory; its loops are ours | needs nothing more |
| \`mautrix\` | mautrix-go with goolm and SQLite: a stack of its own | built with the host's Go 1.25 or newer, on first use |
| \`nio\` | matrix-nio with vodozemac and SQLite: an event loop of its own | installed for the host's Python 3.11 or newer, on first use |

\`npm run torture -- doctor\` says which of them can play here, and how to get the others. A cell with one that cannot is
skipped, with that sentence for a reason.

The default cells are those of \`js\` and \`rust\`. Any other client plays with \`--driver name=command\`, see
[the driver protocol](driver-protocol.md).

## What each can do

A story that needs what a client lacks is skipped in that client's cells, and says so. What the words mean is on
[the page of the protocol](driver-protocol.md#capabilities).`;

const TAIL = `\`olm\` and \`olm-wasm\` are Rust's crypto, but not its SDK: what they find about key exchange is the crypto crate's, what they
find about requests, retries and order is ours. \`mautrix\` and \`nio\` are written by others from the
specification alone: what fails between them and the rest is a difference in how it was read.
`;
