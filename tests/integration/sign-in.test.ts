import { assert } from "chai";
import { issuer } from "../../harness/faults/index.ts";
import type { World } from "../../harness/world/index.ts";
import { under } from "../support/fault.ts";
import { ALICE, clientOf, signIn } from "../support/issuer.ts";
import { testWorld } from "../support/world.ts";

describe("a homeserver that delegates sign-in, on a real Synapse", () => {
  let world: World;
  let issuerUrl: string;

  before(async () => {
    world = await testWorld({ names: ["hs1"], signIn: { by: "oauth" } });
    await world.server("hs1").register(ALICE.username, ALICE.password);
    const metadata = await fetch(`${world.server("hs1").clientUrl}/_matrix/client/v1/auth_metadata`);
    issuerUrl = ((await metadata.json()) as { issuer: string }).issuer.replace(/\/$/, "");
  });
  after(async () => {
    await world?.close();
  });

  const whoami = async (token: string) => {
    const url = `${world.server("hs1").clientUrl}/_matrix/client/v3/account/whoami`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, ...((await answer.json()) as { user_id?: string; device_id?: string }) };
  };

  it("takes the issuer's tokens until the session ends there", async () => {
    const { accessToken } = await signIn(clientOf(issuerUrl));
    assert.deepInclude(await whoami(accessToken), { status: 200, user_id: "@alice:hs1", device_id: "PHONE" });
    const own = await world.server("hs1").delegation?.accessToken("alice", "PHONE");
    assert.equal((await whoami(own as string)).status, 200);
    await world.server("hs1").delegation?.endSession("alice", "PHONE");
    assert.equal((await whoami(accessToken)).status, 401);
    assert.equal((await whoami(own as string)).status, 401);
  });

  it("issuer down: who comes with a new token is turned away, and is no stranger afterwards", async () => {
    const { accessToken } = await signIn(clientOf(issuerUrl));
    const evidence = await under(world, issuer("hs1").isDown(), async () => {
      assert.equal((await whoami(accessToken)).status, 503);
    });
    assert.isAtLeast(evidence.bites, 2);
    assert.equal((await whoami(accessToken)).status, 200);
  });

  it("issuer fails: with the status that the story says", async () => {
    const { accessToken, refresh, refreshToken } = await signIn(clientOf(issuerUrl));
    const evidence = await under(world, issuer("hs1").fails({ status: 502 }), async () => {
      assert.equal((await whoami(accessToken)).status, 503);
      assert.equal((await refresh(refreshToken)).status, 502);
    });
    assert.isAtLeast(evidence.bites, 2);
  });

  it("issuer slow: tokens come late, but they come", async () => {
    const { refresh, refreshToken } = await signIn(clientOf(issuerUrl));
    const evidence = await under(world, issuer("hs1").isSlow({ ms: 300 }), async () => {
      const began = performance.now();
      assert.equal((await refresh(refreshToken)).status, 200);
      assert.isAtLeast(performance.now() - began, 300);
    });
    assert.equal(evidence.bites, 1);
  });
});
