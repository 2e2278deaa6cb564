/** The issuer's process. What it knows is in memory: it lives as long as its world. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IssuerConfig } from "./config.ts";
import { issuer } from "./issuer.ts";

const config = JSON.parse(readFileSync("/issuer/config.json", "utf8")) as IssuerConfig;
// A connection that is closed while idle may be just then used again, and the request be lost by no fault of a story's.
const server = createServer({ keepAliveTimeout: 0 }, issuer(config));
server.listen(config.port, () => console.log("The issuer is ready."));
process.on("SIGTERM", () => process.exit(0));
