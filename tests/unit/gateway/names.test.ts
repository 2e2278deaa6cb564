import { Resolver } from "node:dns/promises";
import { assert } from "chai";
import { denial, denyNames } from "../../../images/gateway/tap/names.ts";

describe("the tap's name server", () => {
  it("denies every name at once", async () => {
    const socket = await denyNames(0, "127.0.0.1");
    const resolver = new Resolver({ timeout: 2000, tries: 1 });
    resolver.setServers([`127.0.0.1:${socket.address().port}`]);
    const error = await resolver.resolveSrv("_matrix-fed._tcp.hs2").catch((error: Error) => error);
    socket.close();
    assert.equal((error as NodeJS.ErrnoException).code, "ENOTFOUND");
  });

  it("does not answer what is no query", () => {
    assert.isUndefined(denial(Buffer.from("\0\x01 too short")));
  });
});
