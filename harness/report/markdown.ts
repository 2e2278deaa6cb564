import { issueUrl } from "./issue-url.ts";

/** Plain text as it may stand in GitHub's Markdown without being taken for markup, and still be read as it is. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll("\n", " ").replace(/[\\`*<[\]|]|(?<!\w)_|_(?!\w)|^[#>+-]/g, "\\$&");
}

/** A GitHub table; the cells are Markdown already. */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** `org/repo#1` as a link to its issue; anything else as it is. */
export function issueLink(tracked: string): string {
  const url = issueUrl(tracked);
  return url ? `[${tracked}](${url})` : escapeMarkdown(tracked);
}
