import { useEffect, useMemo, useRef } from "react";
import { reproduceCommand } from "../../../reproduce.ts";
import { stepsOf } from "../../../tale/steps.ts";
import type { PlayDetail } from "../../payload.ts";
import { Command } from "../parts/command.tsx";
import { type Listed, useReport } from "../report.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { Cast } from "./cast.tsx";
import { Download } from "./download.tsx";
import { Findings } from "./findings.tsx";
import { Ledger } from "./ledger.tsx";
import { Oracles } from "./oracles.tsx";
import { PlayHead } from "./play-head.tsx";
import { Steps } from "./steps.tsx";
import { useDetail } from "./use-detail.ts";

/** One story in one cell: why it failed, how it went, and how to see it again. */
export function PlayPage({ play, query }: { play: Listed; query: URLSearchParams }) {
  const { summary } = useReport();
  const detail = useDetail(play);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${play.title} · ${play.cell}`;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [play.title, play.cell]);
  return (
    <main>
      <PlayHead play={play} heading={heading} />
      <Findings play={play} judgement={detail?.judgement} />
      {play.artefacts !== null && (
        <section aria-labelledby="again">
          <h2 id="again">See it again</h2>
          <Command line={reproduceCommand(play, summary.environment)} />
          {detail && <Download play={play} detail={detail} />}
        </section>
      )}
      {detail && detail.entries.length > 0 && <Journal play={play} detail={detail} query={query} />}
      {detail?.judgement && <Oracles judgement={detail.judgement} />}
      {detail && <Cast entries={detail.entries} />}
    </main>
  );
}

function Journal({ play, detail, query }: { play: Listed; detail: PlayDetail; query: URLSearchParams }) {
  const { entries, judgement } = detail;
  const steps = useMemo(() => stepsOf(entries), [entries]);
  const selected = query.has("step") ? steps[Number(query.get("step"))] : undefined;
  const ledger = judgement?.ledger ?? [];
  return (
    <>
      <Timeline play={play.key} entries={entries} ledger={ledger} steps={steps} selected={selected} />
      {judgement && ledger.length > 0 && <Ledger judgement={judgement} />}
      <Steps play={play.key} steps={steps} selected={selected} detail={detail.detail} />
    </>
  );
}
