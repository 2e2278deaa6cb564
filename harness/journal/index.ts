export * from "./entries.ts";
export { LineFile } from "./line-file.ts";
export { parseJournal, readJournal } from "./reader.ts";
export { Journal } from "./writer.ts";
