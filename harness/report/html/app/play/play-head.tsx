import type { RefObject } from "react";
import { duration, needsAttention, VERDICTS } from "../../../vocabulary.ts";
import { VerdictSymbol } from "../parts/symbol.tsx";
import { Tracked } from "../parts/tracked.tsx";
import { type Listed, useReport } from "../report.ts";
import { routeHash } from "../route.ts";

export function PlayHead({ play, heading }: { play: Listed; heading: RefObject<HTMLHeadingElement | null> }) {
  const { id, title, cell, seed, verdict, phases, note } = play;
  return (
    <header className="head">
      <Paths play={play} />
      <h1 ref={heading} tabIndex={-1}>
        <VerdictSymbol verdict={verdict} /> {title}
      </h1>
      <p className="quiet">
        <strong>{VERDICTS[verdict].word}</strong>: {VERDICTS[verdict].meaning}
      </p>
      {note.why && <p className="why">{note.why}</p>}
      <dl className="facts">
        <Fact name="story">{id}</Fact>
        <Fact name="cell">{cell}</Fact>
        <Fact name="seed">{seed}</Fact>
        {verdict !== "skipped" && (
          <Fact name="took">
            {duration(phases.playMs)} (world {duration(phases.deployMs)}, judging {duration(phases.judgeMs)})
          </Fact>
        )}
        {note.tracks.length > 0 && (
          <Fact name="stands for">
            {note.tracks.map((name) => (
              <span key={name} className="tracked">
                <Tracked name={name} />
              </span>
            ))}
          </Fact>
        )}
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The way back, and on to the next result that needs attention. */
function Paths({ play }: { play: Listed }) {
  const { listed } = useReport();
  const open = listed.filter(({ verdict }) => needsAttention(verdict));
  const next = open.find(({ index }) => index > play.index);
  const previous = open.findLast(({ index }) => index < play.index);
  return (
    <nav aria-label="Results" className="paths">
      <a href={routeHash({})}>← All results</a>
      <span className="spring" />
      {previous && (
        <a href={routeHash({ play: previous.key })} title={previous.title}>
          Previous failure
        </a>
      )}
      {next && (
        <a href={routeHash({ play: next.key })} title={next.title}>
          Next failure
        </a>
      )}
    </nav>
  );
}
