/** What happened inside a service, in order: tests wait for entries, the page shows them live. */
export class Journal<Entry> {
  readonly entries: Entry[] = [];
  readonly #listeners = new Set<(entry: Entry) => void>();

  add(entry: Entry): void {
    this.entries.push(entry);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first entry that fits, past or future. Rejects after `timeoutMs`, naming what was waited for. */
  async waitFor(what: string, fits: (entry: Entry) => boolean, timeoutMs = 10_000): Promise<Entry> {
    const past = this.entries.find(fits);
    if (past !== undefined) return past;
    const { promise, resolve, reject } = Promise.withResolvers<Entry>();
    const timer = setTimeout(() => reject(new Error(`Waited ${timeoutMs} ms in vain for: ${what}`)), timeoutMs);
    const stop = this.subscribe((entry) => {
      if (fits(entry)) resolve(entry);
    });
    return promise.finally(() => {
      clearTimeout(timer);
      stop();
    });
  }
}
