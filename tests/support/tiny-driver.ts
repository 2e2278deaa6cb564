import { serve } from "../../harness/cast/stdio/serve.ts";

/** A driver without a client, for tests of the transport. Its one argument chooses a misbehaviour. */
const misbehaviour = process.argv[2];

if (misbehaviour === "dies at start") {
  console.error("no such thing: libolm");
  process.exit(3);
}
if (misbehaviour === "talks") console.log("this is not JSON-RPC");

serve((emit) => ({
  hello: async () => ({
    protocol: misbehaviour === "speaks protocol 2" ? (2 as 1) : 1,
    driver: "tiny",
    versions: { tiny: "1" },
    capabilities: ["sendRaw"],
  }),
  shutdown: () => (misbehaviour === "hangs at the end" ? new Promise(() => {}) : Promise.resolve({})),
  send: async ({ roomId, body }) => {
    if (body === "never answer") return new Promise(() => {});
    if (body === "refuse") throw new Error("no");
    if (body === "die") {
      console.error("thread panicked at megolm.rs");
      process.exit(101);
    }
    emit("timeline", { roomId, eventId: "$1", sender: "@tiny:hs1", state: "decrypted", body });
    return { eventId: "$1" };
  },
}));
