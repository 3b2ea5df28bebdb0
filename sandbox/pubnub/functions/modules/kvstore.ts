import type { KvStore } from '../kv-store.ts';
import type { Guard } from './guard.ts';

/** `require('kvstore')`. `set` and `get` carry JSON, `setItem` and `getItem` plain strings. */
export function kvstoreModule(guard: Guard, kv: KvStore): Record<string, unknown> {
  return {
    set: guard.counted('kv', (execution, key: string, value: unknown, ttlMinutes?: number) =>
      kv.set(key, jsonOf(value), ttlMinutes, execution),
    ),
    get: guard.counted('kv', (execution, key: string) => {
      const text = kv.get(key, execution);
      return text === null ? null : (JSON.parse(text) as unknown);
    }),
    setItem: guard.counted('kv', (execution, key: string, value: string, ttlMinutes?: number) => {
      if (typeof value !== 'string') throw new Error('setItem takes a string');
      kv.set(key, value, ttlMinutes, execution);
    }),
    getItem: guard.counted('kv', (execution, key: string) => kv.get(key, execution)),
    removeItem: guard.counted('kv', (execution, key: string) => kv.remove(key, execution)),
    getKeys: guard.counted('kv', (_execution, after?: string) => kv.keys(after).keys),
    incrCounter: guard.counted('kv', (_execution, key: string, by?: number) => kv.increment(key, by)),
    getCounter: guard.counted('kv', (_execution, key: string) => kv.counter(key)),
    getCounterKeys: guard.counted('kv', (_execution, after?: string) => kv.counterKeys(after).keys),
  };
}

function jsonOf(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new Error('A KV store value must be JSON');
  return text;
}
