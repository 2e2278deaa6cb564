import { olmKind } from "../../harness/cast/olm-machine/kind.ts";
import { driverConformance } from "./conformance.ts";

driverConformance("olm-wasm", () => olmKind({ binding: "wasm" }));
