/** Waits for conditions on state that others change: checks at each `changed()`, never by the clock. */
export class Watch {
  readonly #waiting = new Set<() => void>();

  changed(): void {
    for (const check of [...this.#waiting]) check();
  }

  /** Resolves to whether the condition came true within its budget (ms). */
  until(condition: () => boolean, budgetMs: number): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (met: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(met);
      };
      const check = () => condition() && finish(true);
      const timer = setTimeout(finish, budgetMs, false);
      this.#waiting.add(check);
    });
  }
}
