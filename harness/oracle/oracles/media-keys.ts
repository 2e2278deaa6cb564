import type { ClientEventEntry } from "../../journal/index.ts";
import type { NewFinding, Oracle } from "../case.ts";
import type { Device, Facts } from "../facts/index.ts";
import { clock } from "../sentences.ts";

/** How long a media key may take from its owner to everyone in the call before it is missed, ms. */
const ON_THE_WAY_MS = 8_000;

interface MediaKey {
  roomId: string;
  userId: string;
  deviceId: string;
  index: number;
  keyHash: string;
}

/** Everyone who is in a MatrixRTC call has each other's media key, and only keys that their owners really have (MSC4143). */
export const mediaKeys: Oracle = {
  name: "media-keys",
  examine({ facts }) {
    const keys = facts.of("clientEvent").filter(({ name }) => name === "rtcKey");
    return callsOf(facts).flatMap((call) =>
      call.participants.flatMap((hearer) =>
        call.participants
          .filter((owner) => owner !== hearer)
          .flatMap((owner) => examinePair(facts, keysIn(keys, call.room), owner, hearer)),
      ),
    );
  },
};

interface Call {
  room: string;
  /** Devices whose client had joined and not left when the story ended. */
  participants: Device[];
}

function callsOf(facts: Facts): Call[] {
  const rooms = new Set(facts.named("rtcJoin").map(({ args }) => String(args.roomId)));
  return [...rooms].map((room) => ({
    room,
    participants: [...facts.devices.values()].filter((device) => takesPart(facts, device, room)),
  }));
}

function takesPart(facts: Facts, { name, running }: Device, room: string): boolean {
  const moves = [...facts.named("rtcJoin", name), ...facts.named("rtcLeave", name)]
    .filter(({ args, outcome }) => args.roomId === room && outcome !== "failed")
    .sort((a, b) => a.from - b.from);
  const last = moves.at(-1);
  return last?.name === "rtcJoin" && running.some(({ from, to }) => from <= last.from && to >= facts.endsAt);
}

const keysIn = (keys: readonly ClientEventEntry[], room: string) => keys.filter(({ data }) => data.roomId === room);

function examinePair(facts: Facts, keys: readonly ClientEventEntry[], owner: Device, hearer: Device): NewFinding[] {
  const ofOwner = keys.filter(({ data }) => data.userId === owner.user && data.deviceId === owner.deviceId);
  const own = ofOwner.filter(({ device }) => device === owner.name);
  const heard = ofOwner.filter(({ device }) => device === hearer.name);
  const genuine = new Set(own.map((entry) => mediaKey(entry).keyHash));
  const forged = heard.find((entry) => !genuine.has(mediaKey(entry).keyHash));
  if (forged) {
    const what = `${hearer.name} took a media key (index ${mediaKey(forged).index}) for ${owner.name}'s that ${owner.name} never had.`;
    const beat = beatAt(facts, forged.t);
    return [
      { kind: "media-key-forged", severity: "broken", device: hearer.name, ...(beat && { beat }), story: [what] },
    ];
  }
  const current = own.at(-1);
  if (
    !current ||
    current.t + ON_THE_WAY_MS > facts.endsAt ||
    heard.some((entry) => mediaKey(entry).keyHash === mediaKey(current).keyHash)
  )
    return [];
  const what = `${hearer.name} never got the media key (index ${mediaKey(current).index}) that ${owner.name} uses since ${clock(current.t)}: it hears noise.`;
  return [{ kind: "media-key-lost", severity: "broken", device: hearer.name, story: [what] }];
}

/** The beat that the story was in. */
function beatAt(facts: Facts, t: number): string | undefined {
  const last = facts.of("beat").findLast((beat) => beat.t <= t);
  return last?.phase === "begin" ? last.name : undefined;
}

const mediaKey = ({ data }: ClientEventEntry) => data as unknown as MediaKey;
