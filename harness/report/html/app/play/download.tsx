import type { Detail, PlayDetail } from "../../payload.ts";
import type { Listed } from "../report.ts";

const CONTENTS: Record<Exclude<Detail, "nothing">, string> = {
  everything: "every entry",
  telling: "without the exchanges and log lines that tell nothing",
  plot: "without exchanges and log lines",
};

/** Hands out the journal that the report carries, and says where the whole one lies. */
export function Download({ play, detail }: { play: Listed; detail: PlayDetail }) {
  const path = `${play.artefacts}/journal.ndjson`;
  return (
    <p className="download">
      {detail.detail !== "nothing" && (
        <>
          <button type="button" onClick={() => save(detail, `${play.id.replaceAll("/", "-")}.ndjson`)}>
            Download journal
          </button>{" "}
          {CONTENTS[detail.detail]}.{" "}
        </>
      )}
      The whole journal, the verdict and the logs lie beside the report, at <code>{path}</code>.
    </p>
  );
}

function save({ entries }: PlayDetail, name: string): void {
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
