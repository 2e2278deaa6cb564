import { nioKind } from "../../harness/cast/matrix-nio/kind.ts";
import { keepsCompany } from "./company.ts";
import { driverConformance } from "./conformance.ts";

const missing = await nioKind().unavailable?.();
if (missing === undefined) {
  driverConformance("nio", nioKind);
  keepsCompany("nio", nioKind);
} else {
  describe("nio", () => it.skip(missing));
}
