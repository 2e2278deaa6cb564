/** Work that several may ask for at once, and that is done once for all of them. */
export class SharedWork<T> {
  readonly #underway = new Map<string, Promise<T>>();

  /** What the work of this name gives, begun by whoever asks first; after a failure the next to ask begins anew. */
  once(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.#underway.get(name);
    if (known) return known;
    const begun = work();
    this.#underway.set(name, begun);
    begun.catch(() => this.#underway.delete(name));
    return begun;
  }
}
