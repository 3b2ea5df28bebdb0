import type { Change, Tables } from './protocol.ts';

type Row = Tables[keyof Tables][number];
type Known = Map<string, Map<string, string>>;

/** How long changes are gathered: one message crosses three services within a few milliseconds. */
const GATHER_MS = 15;

/**
 * Tells listeners what changed in the tables. It reads them anew and compares: so the page shows what is, whatever it was
 * that happened, and nothing is read while nobody looks.
 */
export class Feed {
  readonly #read: () => Tables;
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();
  #known: Known = new Map();
  #timer: NodeJS.Timeout | undefined;

  constructor(read: () => Tables) {
    this.#read = read;
  }

  /** Everything as it is now; from then on the listener hears of what changes. */
  subscribe(listener: (changes: readonly Change[]) => void): { readonly snapshot: Tables; readonly end: () => void } {
    this.#tell();
    const snapshot = this.#read();
    this.#known = knownOf(snapshot);
    this.#listeners.add(listener);
    return { snapshot, end: () => void this.#listeners.delete(listener) };
  }

  /** Something may have changed. */
  touch(): void {
    if (this.#listeners.size === 0) return;
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#listeners.size === 0) return;
    const tables = this.#read();
    const before = this.#known;
    this.#known = knownOf(tables);
    const changes = difference(before, this.#known, tables);
    if (changes.length === 0) return;
    for (const listener of this.#listeners) listener(changes);
  }
}

const entriesOf = (tables: Tables): [keyof Tables, readonly Row[]][] =>
  Object.entries(tables) as [keyof Tables, readonly Row[]][];

const knownOf = (tables: Tables): Known =>
  new Map(
    entriesOf(tables).map(([table, rows]) => [table, new Map(rows.map((row) => [row.key, JSON.stringify(row)]))]),
  );

function difference(before: Known, after: Known, tables: Tables): Change[] {
  return entriesOf(tables).flatMap(([table, rows]) => {
    const [old, now] = [before.get(table), after.get(table)];
    const gone = [...(old?.keys() ?? [])].filter((key) => !now?.has(key));
    const changed = rows.filter(({ key }) => old?.get(key) !== now?.get(key));
    // That table and row belong together is more than the type of an entry can say.
    return [
      ...gone.map((key) => ({ table, gone: key }) as Change),
      ...changed.map((row) => ({ table, row }) as Change),
    ];
  });
}
