import { EventEmitter } from "node:events";
import { assert } from "chai";
import { steadyFetch } from "../../../harness/cast/js-sdk/driver/steady-fetch.ts";
import { NetworkChanges } from "../../../harness/cast/js-sdk/network-changes.ts";

const URL_ASKED = "http://127.0.0.1/sync";
const failed = (errorText: string, url = URL_ASKED) => ({ failure: () => ({ errorText }), url: () => url });

/** A fetch that fails this often, and then answers with what it was sent. */
function failing(times: number) {
  let calls = 0;
  const fetch = async (request: unknown) => {
    if (++calls <= times) throw new TypeError("Failed to fetch");
    return new Response((request as Request).body);
  };
  return { fetch: fetch as typeof globalThis.fetch, calls: () => calls };
}

describe("a page's requests", () => {
  it("are sent again, whole, when Chromium broke them off because networks changed", async () => {
    const { fetch, calls } = failing(2);
    const answer = await steadyFetch(fetch, async () => true)(URL_ASKED, { method: "POST", body: "all of it" });
    assert.equal(await answer.text(), "all of it");
    assert.equal(calls(), 3);
  });

  it("fail as before for every other reason, and when they were given up", async () => {
    const refused = failing(1);
    await expectFailure(steadyFetch(refused.fetch, async () => false)(URL_ASKED));
    assert.equal(refused.calls(), 1);
    const givenUp = failing(1);
    await expectFailure(steadyFetch(givenUp.fetch, async () => true)(URL_ASKED, { signal: AbortSignal.abort() }));
    assert.equal(givenUp.calls(), 1);
  });

  it("are not sent again for ever", async () => {
    const { fetch, calls } = failing(1000);
    await expectFailure(steadyFetch(fetch, async () => true)(URL_ASKED));
    assert.equal(calls(), 11);
  });

  it("that networks broke off are told from others, and each is claimed once", () => {
    const page = new EventEmitter();
    const changes = new NetworkChanges(page as never);
    page.emit("requestfailed", failed("net::ERR_CONNECTION_REFUSED"));
    assert.isFalse(changes.claim(URL_ASKED));
    page.emit("requestfailed", failed("net::ERR_NETWORK_CHANGED"));
    assert.isFalse(changes.claim("http://127.0.0.1/other"));
    assert.isTrue(changes.claim(URL_ASKED));
    assert.isFalse(changes.claim(URL_ASKED));
  });
});

async function expectFailure(result: Promise<unknown>): Promise<void> {
  const error = await result.then(
    () => undefined,
    (reason) => reason,
  );
  assert.instanceOf(error, TypeError);
}
