import { headline } from "../../../explain.ts";
import { keyOf, partKnown } from "../../../known.ts";
import { type ResultFinding, summariseFinding } from "../../../summary.ts";
import type { EmbeddedJudgement } from "../../payload.ts";
import type { Listed } from "../report.ts";

interface Props {
  play: Listed;
  judgement: EmbeddedJudgement | undefined;
}

/** What the oracles found, each with its account in sentences; what was expected stands apart. */
export function Findings({ play: { findings, skippedBecause }, judgement }: Props) {
  if (skippedBecause !== null) return <p className="notice">{skippedBecause}</p>;
  const { wrong, known } = partKnown(findings, judgement);
  const caught = (judgement?.caught ?? []).map(summariseFinding);
  return (
    <>
      <FindingList title="What went wrong" findings={wrong} />
      <FindingList title="Known, and seen as expected" findings={known} />
      <FindingList title="What the canary showed, as it should" findings={caught} />
    </>
  );
}

function FindingList({ title, findings }: { title: string; findings: ResultFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <section aria-label={title} className="findings">
      <h2>{title}</h2>
      {findings.map((finding) => (
        <article key={keyOf(finding)} className="finding">
          <h3>{headline(finding)}</h3>
          <Account story={finding.story} />
        </article>
      ))}
    </section>
  );
}

/** The sentences of an autopsy, in their order; the last one names the root cause. */
function Account({ story }: { story: string[] }) {
  if (story.length < 2) return <p>{story[0]}</p>;
  return (
    <ol className="account">
      {story.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ol>
  );
}
