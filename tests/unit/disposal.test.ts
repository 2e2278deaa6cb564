import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { assert } from "chai";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * Where a block that disposes of something at its end (`await using`) returns what a call gives without awaiting it.
 * If that is a promise, what it uses is gone before it is settled.
 */
function returnsTooSoon(file: string, text: string): string[] {
  if (!text.includes("await using")) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, disposes: boolean): void => {
    if (ts.isReturnStatement(node) && disposes && node.expression && ts.isCallExpression(node.expression)) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    }
    const inside = ts.isFunctionLike(node)
      ? false
      : disposes || (ts.isBlock(node) && node.statements.some(isDisposing));
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, false);
  return found;
}

function isDisposing(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  return (statement.declarationList.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
}

describe("what is disposed of at the end of a block", () => {
  it("is there until whatever uses it has ended", () => {
    const files = globSync(["harness/**/*.ts", "tests/**/*.ts"], { cwd: ROOT }).sort();
    const found = files.flatMap((file) => returnsTooSoon(file, readFileSync(resolve(ROOT, file), "utf8")));
    assert.deepEqual(found, [], "write `return await`");
  });

  it("is seen where it goes too soon", () => {
    const story = (result: string) =>
      `async function f() {\n  await using world = await open();\n  return ${result};\n}`;
    assert.deepEqual(returnsTooSoon("f.ts", story("ask(world)")), ["f.ts:3"]);
    assert.isEmpty(returnsTooSoon("f.ts", story("await ask(world)")));
    assert.isEmpty(returnsTooSoon("f.ts", "async function f() {\n  return ask();\n}"));
  });
});
