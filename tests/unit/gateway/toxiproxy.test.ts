import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "chai";
import { listens } from "../../../images/gateway/tap/toxiproxy.ts";

describe("the wait for Toxiproxy", () => {
  it("ends when its port takes connections, and not before", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    let ended = false;
    const waiting = listens(port).then(() => {
      ended = true;
    });
    await sleep(50);
    assert.isFalse(ended);
    server.listen(port, "127.0.0.1");
    await waiting;
    server.close();
  });
});
