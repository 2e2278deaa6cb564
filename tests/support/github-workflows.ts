/** Checks workflows and actions with the language service of GitHub's own editors, without the network. */
import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, resolve } from "node:path";
import type { ActionMetadata, ActionReference } from "@actions/languageservice/action";
import type { ValidationConfig } from "@actions/languageservice/validate";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";

export const ROOT = resolve(import.meta.dirname, "../..");

/** Where this repository is checked out in a workflow of another, and how others call it in docs. */
const OURSELVES = /uses: (?:\.\/\.matrix-e2ee-torture\/|\.\/)(\.github\/actions\/\S+)/g;
const OUR_NAME = "matrix-e2ee-torture";

/** The inputs that we may use of actions that are not ours. */
const OTHERS: Record<string, string[]> = {
  "actions/checkout": ["repository", "ref", "path", "persist-credentials"],
  "actions/cache": ["path", "key", "restore-keys"],
  "actions/cache/restore": ["path", "key", "restore-keys"],
  "actions/cache/save": ["path", "key"],
  "actions/upload-artifact": ["name", "path", "if-no-files-found"],
  "actions/download-artifact": ["pattern", "path"],
};

let documents = 0;

const config: ValidationConfig = {
  actionsMetadataProvider: { fetchActionMetadata: async (action) => ours(action) ?? theirs(action) },
  fileProvider: {
    getFileContent: async (reference) => ({
      name: reference.path,
      content: readFileSync(join(ROOT, reference.path), "utf8"),
    }),
  },
};

function ours({ name, path }: ActionReference): ActionMetadata | undefined {
  const file = join(ROOT, path ?? "", "action.yml");
  return name === OUR_NAME && existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
}

function theirs({ owner, name, path }: ActionReference): ActionMetadata | undefined {
  const id = [owner, name, path].filter(Boolean).join("/");
  const inputs = OTHERS[id]?.map((input) => [input, { description: input }] as const);
  return inputs && { name: id, description: id, inputs: Object.fromEntries(inputs) };
}

/** What is wrong with a workflow or an action.yml, a line each; nothing when it is right. */
export async function problemsOf(path: string, text = readFileSync(join(ROOT, path), "utf8")): Promise<string[]> {
  const { validate } = await languageService();
  // The service looks up an action by its repository only, so ours get their full name.
  const named = text.replaceAll(OURSELVES, `uses: owner/${OUR_NAME}/$1@main`);
  // It remembers what it has parsed by its address.
  const document = TextDocument.create(`file:///${++documents}/${path}`, "yaml", 1, named);
  const diagnostics = await validate(document, config);
  return diagnostics.map(({ range, message }) => `${path}:${range.start.line + 1}: ${message}`);
}

/** It imports JSON as bundlers do; Node wants to be told that it is JSON. */
async function languageService() {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      return specifier.endsWith(".json") ? { ...resolved, importAttributes: { type: "json" } } : resolved;
    },
  });
  try {
    return await import("@actions/languageservice");
  } finally {
    hooks.deregister();
  }
}
