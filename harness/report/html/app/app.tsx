import { useMemo } from "react";
import type { Overview } from "../payload.ts";
import { OverviewPage } from "./overview/overview-page.tsx";
import { PlayPage } from "./play/play-page.tsx";
import { ReportContext } from "./report.ts";
import { playKeys, useRoute } from "./route.ts";

export function App({ summary, notes }: Overview) {
  const route = useRoute();
  const report = useMemo(() => {
    const keys = playKeys(summary.results);
    const listed = summary.results.map((result, index) => ({
      ...result,
      index,
      key: keys[index] ?? "",
      note: notes[index] ?? { why: "", tracks: [], known: [] },
    }));
    return { summary, listed };
  }, [summary, notes]);
  const opened = report.listed.find(({ key }) => key === route.play);
  return (
    <ReportContext value={report}>
      {opened ? (
        <PlayPage key={opened.key} play={opened} query={route.query} />
      ) : (
        <OverviewPage query={route.query} missing={route.play} />
      )}
    </ReportContext>
  );
}
