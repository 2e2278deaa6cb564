import { olmKind } from "../../harness/cast/olm-machine/kind.ts";
import { keepsCompany } from "./company.ts";
import { driverConformance } from "./conformance.ts";

driverConformance("olm-wasm", () => olmKind({ binding: "wasm" }));
keepsCompany("olm-wasm", () => olmKind({ binding: "wasm" }));

const missing = await olmKind({ binding: "nodejs" }).unavailable?.();
if (missing === undefined) {
  driverConformance("olm", () => olmKind({ binding: "nodejs" }));
  keepsCompany("olm", () => olmKind({ binding: "nodejs" }));
} else {
  describe("olm", () => it.skip(missing));
}
