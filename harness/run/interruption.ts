/**
 * Turns Ctrl-C (and SIGTERM, SIGHUP) into an abort signal, so that the run ends with a report and without
 * leftovers. A second one ends the process at once; the reaper then removes what is left.
 */
export function listenForInterruption(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const interrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write(`\n${name}: ending the run with what there is (once more to leave at once) …\n`);
    controller.abort();
  };
  for (const name of names) process.on(name, interrupt);
  return { signal: controller.signal, stop: () => names.forEach((name) => void process.off(name, interrupt)) };
}
