import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's own report, and its totals in the file that `--reporter-option totals=FILE` names. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => writeFileSync(options.reporterOptions.totals, JSON.stringify(runner.stats)));
  }
}
