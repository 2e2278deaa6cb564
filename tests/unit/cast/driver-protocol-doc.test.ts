import { readFileSync } from "node:fs";
import { assert } from "chai";
import ts from "typescript";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

/** The names that a declaration of protocol.ts lists: members of an interface, or literals of a union. */
function namesIn(declaration: string): string[] {
  const source = ts.createSourceFile("protocol.ts", read("harness/cast/protocol.ts"), ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (one) => (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) && one.name.text === declaration,
  );
  if (found && ts.isInterfaceDeclaration(found)) return found.members.map((member) => member.name?.getText() ?? "");
  assert(
    found && ts.isTypeAliasDeclaration(found) && ts.isUnionTypeNode(found.type),
    `no ${declaration} in protocol.ts`,
  );
  return found.type.types.map((type) => type.getText().replaceAll('"', ""));
}

describe("docs/driver-protocol.md", () => {
  const text = read("docs/driver-protocol.md");
  const documented = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);

  it("documents every method and every event in bold, and no others", () => {
    assert.sameMembers(documented(/\*\*`(\w+)`\*\*/g), [...namesIn("Methods"), ...namesIn("Events")]);
  });

  it("lists every capability in its table, and no others", () => {
    assert.sameMembers(documented(/^\| `(\w+)` \|/gm), namesIn("Capability"));
  });

  it("marks methods with capabilities that exist", () => {
    assert.includeMembers(namesIn("Capability"), documented(/`\[(\w+)\]`/g) as string[]);
  });

  it("shows a session of valid JSON-RPC", () => {
    const lines = documented(/^[<>] (\{.*\})$/gm);
    assert.isAtLeast(lines.length, 5);
    for (const line of lines) assert.equal(JSON.parse(line as string).jsonrpc, "2.0");
  });
});
