import type { KeyPage, KvStore } from '../functions/kv-store.ts';
import { FaasError } from './envelope.ts';

/** How a value is seen: all are texts in one store. */
export type KvKind = 'strings' | 'jsons';

export interface KvEntry {
  readonly key: string;
  readonly value: unknown;
  /** As it was given; undefined where a Function wrote the value: the store does not tell its lifetime. */
  readonly ttlSeconds: number | undefined;
}

/** The values of the KV store as the Admin API shows them. */
export class KvEntries {
  readonly #kv: KvStore;
  readonly #written = new Map<string, { text: string; ttlSeconds: number }>();

  constructor(kv: KvStore) {
    this.#kv = kv;
  }

  /** Of those that can be read as this kind. */
  keys(kind: KvKind): string[] {
    return allKeys((after) => this.#kv.keys(after)).filter((key) => this.#find(kind, key));
  }

  /** Throws a FaasError where there is none of this kind. */
  get(kind: KvKind, key: string): KvEntry {
    const found = this.#find(kind, key);
    if (!found) throw new FaasError('FAAS-1021', 'KV key not found');
    return found;
  }

  /** Throws an Error for what the store would not take. */
  put(kind: KvKind, key: string, value: unknown, ttlSeconds: number): KvEntry {
    const text = kind === 'strings' ? String(value) : JSON.stringify(value);
    this.#kv.setFor(ttlSeconds * 1000, key, text);
    this.#written.set(key, { text, ttlSeconds });
    return { key, value, ttlSeconds };
  }

  delete(kind: KvKind, key: string): void {
    this.get(kind, key);
    this.#kv.remove(key);
  }

  #find(kind: KvKind, key: string): KvEntry | undefined {
    const text = this.#kv.get(key);
    const value = text === null || kind === 'strings' ? text : jsonOf(text);
    if (text === null || value === undefined) return undefined;
    const written = this.#written.get(key);
    return { key, value, ttlSeconds: written?.text === text ? written.ttlSeconds : undefined };
  }
}

/** The keys of all pages. */
export function allKeys(pageAfter: (key: string | undefined) => KeyPage): string[] {
  const all: string[] = [];
  let after: string | undefined;
  do {
    const { keys, next } = pageAfter(after);
    all.push(...keys);
    after = next;
  } while (after !== undefined);
  return all;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
