import { assert } from "chai";
import { redactPath, routeOf, segments } from "../../../images/gateway/tap/routes.ts";

describe("route names", () => {
  const table: [string, string][] = [
    ["/_matrix/client/v3/keys/claim", "keys/claim"],
    ["/_matrix/client/r0/keys/upload/DEVICE", "keys/upload"],
    ["/_matrix/client/unstable/keys/signatures/upload", "keys/signatures/upload"],
    ["/_matrix/client/v3/sync?timeout=30000&since=s1", "sync"],
    ["/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=1", "sync"],
    ["/_matrix/client/unstable/org.matrix.msc4186/sync", "sync"],
    ["/_matrix/client/v3/sendToDevice/m.room.encrypted/txn", "sendToDevice"],
    ["/_matrix/client/v3/rooms/!a%3Ahs1/send/m.room.encrypted/txn", "send"],
    ["/_matrix/client/v3/rooms/!a:hs1/state/m.room.member/@a:hs1", "state"],
    ["/_matrix/client/v3/rooms/!a:hs1/joined_members", "members"],
    ["/_matrix/client/v3/join/%23room%3Ahs1", "join"],
    ["/_matrix/client/v3/user/@a:hs1/account_data/m.secret_storage.default_key", "account_data"],
    ["/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device/D/events", "dehydrated_device"],
    ["/_matrix/client/v3/room_keys/keys/!a:hs1/SESSION?version=1", "room_keys/keys"],
    ["/_matrix/client/versions", "versions"],
    ["/_matrix/client/v1/media/download/hs1/abc", "media/download"],
    ["/_matrix/media/v3/upload?filename=a", "media/upload"],
    ["/_matrix/federation/v1/send/123", "federation/send"],
    ["/_matrix/federation/v2/send_join/!a:hs1/$e", "federation/send_join"],
    ["/_matrix/federation/v1/user/keys/claim", "federation/user/keys/claim"],
    ["/_matrix/federation/v1/state_ids/!a?event_id=$e", "federation/state_ids"],
    ["/_matrix/key/v2/server", "key/server"],
    ["/.well-known/matrix/server", "well-known/server"],
    ["/_matrix/client/v3/new/thing/!id:hs1/12345", "new/thing"],
    ["/_matrix/federation/v1/new/$event/thing", "federation/new/thing"],
    ["/_synapse/admin/v1/register", "admin/register"],
    ["/hs1/oauth2/token", "oauth2/token"],
    ["/hs1/authorize?client_id=x", "oauth2/authorize"],
    ["/hs1/.well-known/openid-configuration", "oauth2/metadata"],
    ["/hs1/admin/users", "issuer/admin/users"],
    ["/_synapse/mas/upsert_device", "mas/upsert_device"],
    ["/", ""],
  ];
  for (const [path, route] of table) {
    it(`${path} is ${route || "nothing"}`, () => assert.equal(routeOf(path), route));
  }

  it("takes tokens out of a path, and nothing else", () => {
    assert.equal(redactPath("/a?access_token=x&b=1&token=y"), "/a?access_token=…&b=1&token=…");
    assert.equal(redactPath("/a?code=x&state=y&refresh_token=z"), "/a?code=…&state=y&refresh_token=…");
    assert.equal(redactPath("/a?b=access_token"), "/a?b=access_token");
    assert.equal(redactPath("/a?code_challenge=x"), "/a?code_challenge=x");
  });

  it("decodes segments, also ill-coded ones", () => {
    assert.deepEqual(segments("/a/%21b%3Ac/%zz?d=/e"), ["a", "!b:c", "%zz"]);
  });
});
