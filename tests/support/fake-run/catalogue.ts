const story = (id: string, title: string, why: string) => ({ id, title, why });

/** Stories as a catalogue tells them; only their words matter here. */
export const CATALOGUE = [
  story("first-contact/first-message", "a first message", "If this fails, nothing else means anything."),
  story(
    "first-contact/between-invite-and-join",
    "a message between invite and join",
    "Bob is invited and not yet in the room. He must read what was said all the same.",
  ),
  story(
    "first-contact/new-device-after-the-message",
    "a new device after the message",
    "A device that did not exist is owed nothing, and must not be shown a false promise.",
  ),
  story(
    "keys/claim-fails",
    "claiming keys fails once",
    "One answer of the server is lost; the sender must claim again.",
  ),
  story("keys/query-fails", "querying devices fails once", "The sender must not go on as if the other had no device."),
  story(
    "keys/upload-fails",
    "uploading keys fails once",
    "The one-time keys must be on the server before anyone asks for them.",
  ),
  story(
    "keys/one-time-keys-run-out",
    "one-time keys run out",
    "The fallback key has to serve until new ones are there.",
  ),
  story(
    "keys/to-device-reply-lost",
    "the reply to a room key is lost",
    "The same to-device message may arrive twice; it must be read once.",
  ),
  story(
    "clients/killed-and-back",
    "a client is killed and comes back",
    "SIGKILL leaves a store in the middle of whatever it was doing.",
  ),
  story(
    "clients/killed-before-upload-reply",
    "killed before the reply to the key upload",
    "Keys that the server has and the client forgot wedge the first Olm session.",
  ),
  story(
    "federation/cut-in-one-direction",
    "federation is cut in one direction",
    "hs1 cannot reach hs2, yet hs2 reaches hs1.",
  ),
  story(
    "federation/newcomer-while-a-server-is-dark",
    "a newcomer speaks while a server is dark",
    "Charlie cannot fetch Bob's device keys during the outage. What is said after it must not be lost.",
  ),
  story(
    "servers/stopped-mid-conversation",
    "a server is stopped in mid-conversation",
    "To-device messages in its queues must survive the restart.",
  ),
  story("membership/leave-rotates-the-key", "a member leaves and the key rotates", "Who has left must not read on."),
  story(
    "rotation/after-enough-messages",
    "the key rotates after enough messages",
    "A Megolm session serves for only so many messages.",
  ),
  story(
    "canary/forged-message",
    "a forged message is caught",
    "If the oracle misses it, every other verdict is worth nothing.",
  ),
];
