import { useMemo } from "react";
import type { Entry } from "../../../../journal/entries.ts";
import type { LedgerRow } from "../../../../oracle/index.ts";
import type { Step } from "../../../tale/steps.ts";
import { useWidth } from "../parts/use-width.ts";
import { Legend } from "./legend.tsx";
import { modelOf } from "./model.ts";
import { Plot } from "./plot.tsx";

interface Props {
  play: string;
  entries: Entry[];
  ledger: LedgerRow[];
  steps: Step[];
  selected: Step | undefined;
}

/** The story in swim lanes: time runs to the right, messages travel up and down. */
export function Timeline({ entries, ledger, ...rest }: Props) {
  const model = useMemo(() => modelOf(entries, ledger), [entries, ledger]);
  const { ref, width } = useWidth();
  if (model.lanes.length === 0) return null;
  return (
    <section aria-labelledby="timeline" className="timeline">
      <h2 id="timeline">Timeline</h2>
      <div ref={ref}>{width > 0 && <Plot model={model} width={width} {...rest} />}</div>
      <Legend model={model} />
    </section>
  );
}
