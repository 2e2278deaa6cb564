/** docs/schema/journal-v1.json, from the types of harness/journal. */
import { resolve } from "node:path";
import { createGenerator } from "ts-json-schema-generator";
import { JOURNAL_VERSION } from "../../harness/journal/index.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export const JOURNAL_SCHEMA = resolve(ROOT, `docs/schema/journal-v${JOURNAL_VERSION}.json`);

/** The JSON schema of one line of a journal, as harness/journal/entries.ts declares it. */
export function renderJournalSchema(): string {
  const generator = createGenerator({
    path: resolve(ROOT, "harness/journal/entries.ts"),
    type: "Entry",
    topRef: false,
    // `npm test` checks the types already.
    skipTypeCheck: true,
  });
  const { $schema, ...schema } = generator.createSchema("Entry");
  const title = `matrix-e2ee-torture journal, version ${JOURNAL_VERSION}`;
  const description = "One line of a journal.ndjson: something that happened in a play of one story.";
  return `${JSON.stringify({ $schema, title, description, ...schema }, null, 2)}\n`;
}
