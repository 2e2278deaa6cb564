/** The issuer's process. What it knows is in memory: it lives as long as its world. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IssuerConfig } from "./config.ts";
import { issuer } from "./issuer.ts";

const config = JSON.parse(readFileSync("/issuer/config.json", "utf8")) as IssuerConfig;
createServer(issuer(config)).listen(config.port, () => console.log("The issuer is ready."));
process.on("SIGTERM", () => process.exit(0));
