import { browserKind, nodeKind } from "../../harness/cast/js-sdk/index.ts";
import { driverConformance } from "./conformance.ts";

driverConformance("node", () => nodeKind());
driverConformance("js", () => browserKind());
