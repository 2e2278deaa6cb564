import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const REPORT = join(import.meta.dirname, "..");
const ROOT = join(REPORT, "..", "..");
const CACHE = join(ROOT, ".cache", "report");

export interface Bundle {
  script: string;
  style: string;
}

/** The report's program and styles, each as one text. Built once for each state of their sources. */
export async function bundleApp(): Promise<Bundle> {
  const path = join(CACHE, `${hashOfSources()}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Bundle;
  const bundle = await buildApp();
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(path, JSON.stringify(bundle));
  return bundle;
}

async function buildApp(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: { app: join(REPORT, "html/app/main.tsx"), style: join(REPORT, "html/app/style/index.css") },
    outdir: "report",
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}

function hashOfSources(): string {
  const hash = createHash("sha256").update(readFileSync(join(ROOT, "package-lock.json")));
  for (const file of globSync("**/*.{ts,tsx,css}", { cwd: REPORT }).sort()) {
    hash.update(file).update(readFileSync(join(REPORT, file)));
  }
  return hash.digest("hex").slice(0, 16);
}
