import { headline } from "../../../explain.ts";
import { type ResultFinding, summariseFinding } from "../../../summary.ts";
import type { EmbeddedJudgement } from "../../payload.ts";
import type { Listed } from "../report.ts";

interface Props {
  play: Listed;
  judgement: EmbeddedJudgement | undefined;
}

/** What the oracles found, each with its account in sentences. */
export function Findings({ play: { findings, skippedBecause, verdict }, judgement }: Props) {
  if (skippedBecause !== null) return <p className="notice">{skippedBecause}</p>;
  return (
    <>
      <FindingList title={verdict === "known" ? "As known" : "What went wrong"} findings={findings} />
      <FindingList
        title="What the canary showed, as it should"
        findings={(judgement?.caught ?? []).map(summariseFinding)}
      />
    </>
  );
}

function FindingList({ title, findings }: { title: string; findings: ResultFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <section aria-label={title} className="findings">
      <h2>{title}</h2>
      {findings.map((finding) => (
        <article key={`${finding.kind} ${finding.event} ${finding.device} ${finding.story[0]}`} className="finding">
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
