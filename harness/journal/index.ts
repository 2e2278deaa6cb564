export * from "./entries.ts";
export { parseJournal, readJournal } from "./reader.ts";
export { Journal } from "./writer.ts";
