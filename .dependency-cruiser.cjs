/** Imports go one way: see docs/design.md. */
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: `^harness/${from}/` },
  to: { path: "^harness/", pathNot: allowed.map((folder) => `^harness/${folder}/`).concat(`^harness/${from}/`) },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "containers-only-in-world",
      severity: "error",
      from: { path: "^harness/", pathNot: "^harness/(world|setup)/" },
      to: { path: "node_modules/(testcontainers|dockerode)" },
    },
    only("journal-imports-nothing", "journal", []),
    only("oracle-reads-journals", "oracle", ["journal"]),
    only("report-reads-judgements", "report", ["journal", "oracle"]),
    only("world-writes-journal", "world", ["journal"]),
    only("faults-break-worlds", "faults", ["journal", "world", "cast"]),
    only("cast-writes-journal", "cast", ["journal", "setup"]),
    only("story-directs", "story", ["journal", "world", "cast", "faults"]),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
  },
};
