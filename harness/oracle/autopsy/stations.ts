import type { HttpEntry } from "../../journal/index.ts";
import { endOf, wasAnswered } from "../facts/index.ts";
import { clock } from "../sentences.ts";
import type { Step } from "./autopsy.ts";
import { gaveKey, refusedClaim } from "./claims.ts";
import { accepted, crossed, delivered } from "./sendings.ts";
import { lists, type Trail } from "./trail.ts";

/** A station of the room key's way: when the key passed it, if it did, and the sentence that says so. */
export interface Station {
  readonly step: Step;
  readonly at: number | undefined;
  readonly sentence: string | undefined;
}

/** The way of one room key, station by station. What a later station proves counts for the earlier ones too. */
export function stationsOf(trail: Trail): Station[] {
  const { recipient, remote } = trail;
  const all: Station[] = [
    knewMember(trail),
    knewDevice(trail),
    olmSession(trail),
    ...sendingStations(trail),
    processed(trail),
    stored(trail),
    passed("used", trail.row.readAt, (at) => `${recipient.name} showed it decrypted at ${clock(at)}.`),
  ];
  return all.filter(({ step }) => remote || step !== "crossed federation");
}

/**
 * The index of the station that the key did not reach. Without a key to show, the sender's client must have done its
 * part before it encrypted the event; what it did later was for other messages.
 */
export function stoppedBefore(stations: readonly Station[], { imported, window }: Trail): number {
  const last = stations.findLastIndex(({ at }) => at !== undefined);
  if (imported) return last + 1;
  const sent = stations.findIndex(({ step }) => step === "sent the room key");
  const inTime = stations.findLastIndex(({ at }, index) => index <= sent && at !== undefined && at <= window.to);
  return inTime < sent ? inTime + 1 : last + 1;
}

function passed(step: Step, at: number | undefined, tell: (at: number) => string): Station {
  return { step, at, sentence: at === undefined ? undefined : tell(at) };
}

/** That one's own devices are to read is no news. */
function knewMember({ knewMemberAt, sender, recipient }: Trail): Station {
  if (sender.user === recipient.user) return { step: "knew the member", at: knewMemberAt, sentence: undefined };
  return passed(
    "knew the member",
    knewMemberAt,
    (at) => `${sender.name}'s client knew by ${clock(at)} that ${recipient.user} was in the room.`,
  );
}

function knewDevice({ queries, sender, recipient }: Trail): Station {
  const answer = queries.find((query) => wasAnswered(query) && lists(query, recipient));
  return passed(
    "knew the device",
    answer && endOf(answer),
    (at) =>
      `${sender.name}'s client learned of ${recipient.name}'s device ${recipient.deviceId} from /keys/query at ${clock(at)}.`,
  );
}

function olmSession(trail: Trail): Station {
  const { claims, sender, recipient, sendings, window } = trail;
  const refused = refusedClaim(trail);
  const claim = claims.find((each) => gaveKey(each) && each !== refused);
  const earlier = sendings.find(({ attempts }) => (attempts[0] as HttpEntry).t < window.from);
  if (claim) {
    return passed(
      "had an Olm session",
      endOf(claim.exchange),
      (at) => `${sender.name} claimed the one-time key ${claim.keyId} of ${recipient.name} at ${clock(at)}.`,
    );
  }
  return passed(
    "had an Olm session",
    earlier?.attempts[0]?.t,
    () => `${sender.name} had an Olm session with ${recipient.name} from before.`,
  );
}

function sendingStations({ sending, sender, recipient, facts }: Trail): Station[] {
  const atServer = sending && accepted(sending);
  const across = sending && crossed(sending);
  const delivery = sending && delivered(sending);
  const next = delivery && facts.requests(recipient.name, "sync").find(({ t }) => t >= endOf(delivery));
  const again = next?.keys?.toDevice?.some(({ hash }) => hash === sending?.hash);
  return [
    passed(
      "sent the room key",
      sending?.attempts[0]?.t,
      (at) =>
        `${sender.name} sent ${recipient.name} an Olm message (${sending?.hash}), which may hold the room key, at ${clock(at)}.`,
    ),
    passed(
      "accepted by the sender's server",
      atServer && endOf(atServer),
      (at) => `${sender.server} accepted it at ${clock(at)}.`,
    ),
    passed(
      "crossed federation",
      across && endOf(across),
      (at) => `${sender.server} handed it to ${recipient.server} at ${clock(at)}.`,
    ),
    passed(
      "delivered",
      delivery && endOf(delivery),
      (at) => `${recipient.server} delivered it in a sync of ${recipient.name} at ${clock(at)}.`,
    ),
    passed(
      "acknowledged",
      again ? undefined : next?.t,
      (at) => `${recipient.name} synced on from there at ${clock(at)}.`,
    ),
  ];
}

function processed({ processed, sending, recipient }: Trail): Station {
  const from = (sending && delivered(sending))?.t;
  const done =
    from === undefined ? undefined : processed.find(({ t, outcome }) => t >= from && outcome === "decrypted");
  return passed("decrypted", done?.t, (at) => `${recipient.name}'s client decrypted it at ${clock(at)}.`);
}

function stored({ imported, recipient, row }: Trail): Station {
  const index = imported?.firstIndex === undefined ? "" : `, from message index ${imported.firstIndex} on`;
  return passed(
    "stored",
    imported?.t,
    (at) => `${recipient.name} had the key of session ${row.session} at ${clock(at)}${index}.`,
  );
}
