import GithubSlugger from "github-slugger";
import { lexer, type Token, type Tokens, walkTokens } from "marked";

/** Where a page's links and pictures lead, as they are written. */
export function linksOf(markdown: string): string[] {
  return tokensOf(markdown).flatMap((token) =>
    token.type === "link" || token.type === "image" ? [(token as Tokens.Link).href] : [],
  );
}

/** The fragments that GitHub gives a page's headings. */
export function anchorsOf(markdown: string): string[] {
  const slugger = new GithubSlugger();
  return tokensOf(markdown).flatMap((token) =>
    token.type === "heading" ? [slugger.slug((token as Tokens.Heading).text.replaceAll("`", ""))] : [],
  );
}

/** The code blocks of one language, in order. */
export function codeOf(markdown: string, language: string): string[] {
  return tokensOf(markdown).flatMap((token) =>
    token.type === "code" && (token as Tokens.Code).lang === language ? [(token as Tokens.Code).text] : [],
  );
}

/** The tables, each a list of rows with the head first; cells as plain text. */
export function tablesOf(markdown: string): string[][][] {
  return tokensOf(markdown).flatMap((token) => {
    if (token.type !== "table") return [];
    const { header, rows } = token as Tokens.Table;
    return [[header, ...rows].map((row) => row.map(({ text }) => text))];
  });
}

function tokensOf(markdown: string): Token[] {
  const tokens: Token[] = [];
  walkTokens(lexer(markdown), (token) => {
    tokens.push(token);
  });
  return tokens;
}
