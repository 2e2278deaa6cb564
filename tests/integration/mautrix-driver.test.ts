import { mautrixKind } from "../../harness/cast/mautrix-go/kind.ts";
import { keepsCompany } from "./company.ts";
import { driverConformance } from "./conformance.ts";

const missing = await mautrixKind().unavailable?.();
if (missing === undefined) {
  driverConformance("mautrix", mautrixKind);
  keepsCompany("mautrix", mautrixKind);
} else {
  describe("mautrix", () => it.skip(missing));
}
