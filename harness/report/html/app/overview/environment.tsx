import type { Summary } from "../../../summary.ts";

/** What was under test. */
export function EnvironmentTable({ summary }: { summary: Summary }) {
  const { versions, pins } = summary.environment;
  return (
    <section aria-labelledby="environment">
      <h2 id="environment">Versions</h2>
      <dl className="facts">
        {Object.entries(versions).map(([name, version]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{version}</dd>
          </div>
        ))}
        {pins.length > 0 && (
          <div>
            <dt>pinned by</dt>
            <dd>
              <code>{pins.join(" ")}</code>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
