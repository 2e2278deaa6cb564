import { readFileSync } from "node:fs";
import { assert } from "chai";
import { CLIENTS_PAGE, renderClientsPage } from "../../support/clients-page.ts";

describe("docs/clients.md", () => {
  it("says of each client kind what it can do", async () => {
    const page = readFileSync(CLIENTS_PAGE, "utf8");
    assert.equal(page, await renderClientsPage(), "docs/clients.md is stale: run `npm run generate`");
  });
});
