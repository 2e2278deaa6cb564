/** docs/faults.md, from the doc comments of harness/faults. */
import { globSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "../..");

export const FAULTS_PAGE = resolve(ROOT, "docs/faults.md");

/** One public method of a class of faults. */
export interface Verb {
  /** As it is called, e.g. `isSlow({ ms, when })`. */
  call: string;
  /** What it returns, as it is written. */
  returns: string;
  text: string;
  wire: string | undefined;
  evidence: string | undefined;
  example: string | undefined;
}

/** A class of faults, or of ways to choose what they touch. */
export interface Chapter {
  file: string;
  name: string;
  text: string;
  /** How stories come by it, e.g. `link(from, to)`; nothing where another chapter's verbs lead to it. */
  made: string | undefined;
  verbs: Verb[];
}

/** Every exported class of harness/faults, as its doc comments describe it. */
export function faultChapters(): Chapter[] {
  const files = globSync("harness/faults/*.ts", { cwd: ROOT }).sort();
  return files.flatMap((file) => chaptersOf(file, readFileSync(resolve(ROOT, file), "utf8")));
}

function chaptersOf(file: string, text: string): Chapter[] {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const makers = statements.filter(ts.isFunctionDeclaration).filter(isExported);
  return statements
    .filter(ts.isClassDeclaration)
    .filter(isExported)
    .map((node) => {
      const name = node.name?.text ?? "";
      const maker = makers.find(({ type }) => type?.getText() === name);
      const verbs = node.members.filter(ts.isMethodDeclaration).filter(isPublic).filter(isDescribed).map(verbOf);
      const text = [maker, node]
        .flatMap((each) => (each ? descriptionOf(each) : []))
        .join(" ")
        .trim();
      return { file: basename(file), name, text, made: maker && callOf(maker), verbs };
    })
    .filter(({ verbs }) => verbs.length > 0);
}

function verbOf(node: ts.MethodDeclaration): Verb {
  const tag = (name: string) => {
    const found = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
    return found && ts.getTextOfJSDocComment(found.comment)?.trim();
  };
  const tags = { wire: tag("wire"), evidence: tag("evidence"), example: tag("example") };
  return { call: callOf(node), returns: node.type?.getText() ?? "", text: descriptionOf(node), ...tags };
}

function callOf({ name, parameters }: ts.FunctionDeclaration | ts.MethodDeclaration): string {
  const names = parameters.map(({ name, dotDotDotToken }) => (dotDotDotToken ? "..." : "") + shapeOf(name));
  return `${name?.getText()}(${names.join(", ")})`;
}

/** `{ ms, when }` for a parameter that is taken apart, whatever its defaults are. */
function shapeOf(name: ts.BindingName): string {
  if (!ts.isObjectBindingPattern(name)) return name.getText();
  return `{ ${name.elements.map((element) => element.name.getText()).join(", ")} }`;
}

function descriptionOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return comments
    .map(
      ({ comment }) =>
        ts
          .getTextOfJSDocComment(comment)
          ?.replaceAll(/\s*\n\s*/g, " ")
          .trim() ?? "",
    )
    .join(" ");
}

function isDescribed(node: ts.Node): boolean {
  return descriptionOf(node) !== "";
}

function isPublic({ name }: ts.MethodDeclaration): boolean {
  return !ts.isPrivateIdentifier(name);
}

function isExported(node: ts.HasModifiers): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

export function renderFaultsPage(): string {
  const chapters = faultChapters().map(renderChapter);
  return `${[HEAD, ...chapters].join("\n\n")}\n`;
}

const HEAD = `# Faults

<!-- Written by \`npm run generate\` from the doc comments in harness/faults. -->

A fault is a value that a story hands to \`during\`. It begins with the block and always heals at its end, also when the
story breaks off. Several in a list begin in order and heal in the reverse order:

\`\`\`ts
await during([link("hs1", "hs2").isSlow({ ms: 500 }), requests("keys/claim").from("alice").fail({ status: 504 })], () =>
  alice.says("hello", room),
);
\`\`\`

Each says afterwards how often it bit. One that touched nothing makes the story \`unknown\`: it has shown nothing.`;

function renderChapter({ name, text, made, verbs }: Chapter): string {
  const faults = verbs.filter(({ wire }) => wire !== undefined);
  const others = verbs.filter(({ wire }) => wire === undefined);
  return [
    `## \`${made ?? name}\``,
    text,
    others.length > 0
      ? ["| | |", "|---|---|", ...others.map(({ call, text }) => `| \`.${call}\` | ${text} |`)].join("\n")
      : "",
    ...faults.map(renderFault),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function renderFault({ call, text, wire, evidence, example }: Verb): string {
  return [
    `### \`.${call}\``,
    text,
    `- **On the wire:** ${wire}\n- **Evidence:** ${evidence}`,
    `\`\`\`ts\n${example}\n\`\`\``,
  ].join("\n\n");
}
