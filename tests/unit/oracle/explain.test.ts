import { expect } from "chai";
import { explain } from "../../../harness/oracle/index.ts";
import { friends, olm, userOf } from "./told.ts";

describe("a message's life", () => {
  const story = friends()
    .startsSaying("alice", "hello")
    .asks("alice", "sendToDevice", { keys: { toDevice: [olm("alice", "bob", "abcd")] } })
    .said("alice", "hello", { beat: "the greeting" })
    .exchange("hs1->hs2", "federation/send", {
      status: null,
      outcome: "cut",
      faults: ["f1"],
      keys: { toDevice: [olm("alice", "bob", "abcd")] },
    })
    .says("alice", "something else")
    .fails("hello", "bob")
    .ends();
  const lines = explain(story, "$hello").split("\n");

  it("begins with who said what", () => {
    expect(lines[0]).to.equal("“hello” by alice, in the beat “the greeting”");
    expect(lines[2]).to.equal("  Megolm session S1, index 0");
  });

  it("says for each device what became of it, and why", () => {
    const bob = lines.findIndex((line) => line.startsWith("  bob: lost"));
    expect(lines[bob]).to.contain("(MEGOLM_UNKNOWN_INBOUND_SESSION_ID); room key lost in federation");
    expect(lines[bob + 1]).to.match(/^ {4}In “the greeting”, alice sent “hello”/);
  });

  it("tells what touched it, in order, and nothing else", () => {
    const life = lines.slice(lines.indexOf("Life") + 1).map((line) => line.trim().replace(/^[\d.]+ s {2}/, ""));
    expect(life).to.deep.equal([
      "alice: send invoke",
      "alice sendToDevice with Olm message abcd for @bob:hs2 BOB: answered 200",
      "alice: send ok",
      "alice shows it: decrypted",
      "hs1->hs2 federation/send with Olm message abcd for @bob:hs2 BOB: its connection was cut, touched by f1",
      "bob shows it: utd (MEGOLM_UNKNOWN_INBOUND_SESSION_ID)",
    ]);
  });

  it("tells who was told that the key is withheld, and whose client or server ended, but not what was over before", () => {
    const withheld = {
      type: "m.room_key.withheld",
      recipient: userOf("bob"),
      deviceId: "BOB",
      withheld: { code: "m.no_olm" },
    };
    const refused = friends()
      .fault("cut", "hs2")
      .heals("cut", "hs2")
      .startsSaying("alice", "hello")
      .asks("alice", "sendToDevice", { keys: { toDevice: [withheld] } })
      .client("bob", "killed")
      .server("hs2", "stopped")
      .said("alice", "hello");
    const life = explain(refused.ends(), "$hello").split("Life\n")[1] ?? "";
    expect(life).to.contain("the note to @bob:hs2 BOB that the key is withheld (m.no_olm)");
    expect(life).to.contain("bob's client: killed").and.to.contain("hs2: stopped");
    expect(life).not.to.contain("fault").and.not.to.contain("started");
  });

  it("knows only messages of the journal", () => {
    expect(() => explain(story, "$nothing")).to.throw("no message with the event id $nothing");
  });
});
