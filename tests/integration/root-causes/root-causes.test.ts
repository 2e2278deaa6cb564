import { assert } from "chai";
import { type Judgement, ROOT_CAUSES, type RootCause } from "../../../harness/oracle/index.ts";
import { type Performance, Playhouse } from "./playhouse.ts";
import { KINDS, type Losses } from "./production.ts";
import { REPERTOIRE } from "./repertoire.ts";

describe("root causes, brought about for real", function () {
  this.timeout(300_000);
  let playhouse: Playhouse;
  const performances = new Map<string, Promise<Performance>>();
  before("all plays are under way, a few at once", () => {
    playhouse = new Playhouse();
    for (const { story, kinds = KINDS } of REPERTOIRE) {
      for (const kind of kinds) performances.set(`${story.title} ${kind}`, playhouse.perform(story, kind));
    }
  });
  after(() => playhouse.close());

  it("are all in the repertoire", () => {
    const shown = new Set(REPERTOIRE.flatMap(({ loses }) => Object.values(loses)));
    assert.sameMembers([...shown], Object.keys(ROOT_CAUSES) as RootCause[]);
  });

  for (const { story, loses, kinds = KINDS } of REPERTOIRE) {
    describe(story.title, () => {
      for (const kind of kinds)
        it(`${kind}: ${Object.values(loses).join(", then ")}`, async () => {
          const { judgement, told } = (await performances.get(`${story.title} ${kind}`)) as Performance;
          assert.deepEqual(unplayed(judgement), []);
          assert.deepEqual(namedIn(judgement), loses, told);
        });
    });
  }
});

/** What kept the story from being played as it is written. */
function unplayed({ findings }: Judgement): string[] {
  return findings.flatMap(({ kind, story }) => (kind === "story-broke" || kind === "fault-missed" ? story : []));
}

/** The text of each message that was lost, late or missing, with its root cause. */
function namedIn({ ledger }: Judgement): Losses {
  return Object.fromEntries(ledger.flatMap(({ body, rootCause }) => (rootCause ? [[body, rootCause]] : [])));
}
