import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cursor } from '../../../src/bridge/cursor.ts';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { Table } from '../../../src/bridge/store.ts';

/** Timetokens have 17 digits, more than a number can hold exactly. */
const at = (number: number): string => String(17_000_000_000_000_000n + BigInt(number));

/** A table with room for one row; it remembers every position that was ever saved. */
function tableOf(start?: string) {
  const saved: string[] = start === undefined ? [] : [start];
  const table: Pick<Table<string>, 'get' | 'set'> = {
    get: async () => saved.at(-1),
    set: async (_key, value) => void saved.push(value),
  };
  return { table, saved };
}

async function cursorFrom(start?: string) {
  const { table, saved } = tableOf(start);
  const cursor = new Cursor(table);
  const from = await cursor.load();
  return { cursor, saved, from, table };
}

describe('the cursor', () => {
  test('has no position before the first start', async () => {
    const { from, saved } = await cursorFrom();
    expect(from).toBeUndefined();
    expect(saved).toEqual([]);
  });

  test('resumes after what was dealt with before', async () => {
    const { cursor, table } = await cursorFrom();
    await cursor.begin(at(1))();
    await expect(new Cursor(table).load()).resolves.toBe(at(1));
  });

  test('keeps every digit of a position', async () => {
    const { cursor, saved } = await cursorFrom();
    await cursor.begin('17637960000000001')();
    expect(saved).toEqual(['17637960000000001']);
  });

  test('does not pass what is not finished, though all behind it is', async () => {
    const { cursor, saved } = await cursorFrom(at(0));
    const first = cursor.begin(at(1));
    const second = cursor.begin(at(2));
    const third = cursor.begin(at(3));
    await third();
    await second();
    expect(saved).toEqual([at(0)]);
    await first();
    expect(saved.at(-1)).toBe(at(3));
  });

  test('moves up to just before the oldest unfinished one', async () => {
    const { cursor, saved } = await cursorFrom(at(0));
    const first = cursor.begin(at(10));
    cursor.begin(at(20));
    await first();
    expect(saved.at(-1)).toBe(at(19));
  });

  test('stays where it is as long as what failed is not done', async () => {
    const { cursor, saved } = await cursorFrom(at(0));
    cursor.begin(at(1));
    for (const number of [2, 3, 4]) await cursor.begin(at(number))();
    expect(saved).toEqual([at(0)]);
  });

  test('starts where PubNub was first heard, so that nothing after that is missed', async () => {
    const { cursor, saved } = await cursorFrom();
    await cursor.startAt(at(5));
    expect(saved).toEqual([at(5)]);
  });

  test('does not jump to where PubNub was heard when it has a position, or something under way', async () => {
    const resumed = await cursorFrom(at(1));
    await resumed.cursor.startAt(at(5));
    expect(resumed.saved).toEqual([at(1)]);

    const busy = await cursorFrom();
    busy.cursor.begin(at(4));
    await busy.cursor.startAt(at(5));
    expect(busy.saved).toEqual([]);
  });

  test('says so when it cannot be saved, and catches up with the next one', async () => {
    const { table, saved } = tableOf(at(0));
    let broken = true;
    const brittle: typeof table = {
      ...table,
      set: (key, value) => (broken ? Promise.reject(new BridgeError('store-failed', 'no')) : table.set(key, value)),
    };
    const cursor = new Cursor(brittle);
    await cursor.load();
    await expect(cursor.begin(at(1))()).rejects.toThrow('no');
    broken = false;
    await cursor.begin(at(2))();
    expect(saved).toEqual([at(0), at(2)]);
  });
});

/** Deliveries arrive with rising timetokens, finish in any order, and some never do. */
const history = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), rank: fc.option(fc.nat(), { nil: undefined }) }), {
    maxLength: 25,
  })
  .map((steps) => {
    let position = 0;
    return steps.map(({ gap, rank }) => {
      position += gap;
      return { position, rank };
    });
  });

/** Arrivals and endings, mixed: a delivery ends only after it arrived. */
type Event = { readonly begins: number } | { readonly ends: number };

function eventsOf(deliveries: readonly { position: number; rank: number | undefined }[]): Event[] {
  const events: Event[] = [];
  const waiting: { position: number; rank: number }[] = [];
  for (const { position, rank } of deliveries) {
    events.push({ begins: position });
    if (rank !== undefined) waiting.push({ position, rank });
    const next = waiting.toSorted((a, b) => a.rank - b.rank)[0];
    if (next && next.rank % 2 === 0) {
      events.push({ ends: next.position });
      waiting.splice(waiting.indexOf(next), 1);
    }
  }
  return [...events, ...waiting.toSorted((a, b) => a.rank - b.rank).map(({ position }) => ({ ends: position }))];
}

test('in whatever order deliveries end, everything up to the saved position is done, and nothing done is held back', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (deliveries) => {
      const { cursor, saved } = await cursorFrom(at(0));
      const open = new Map<number, () => Promise<void>>();
      const positions: { saved: string | undefined; expected: string }[] = [];
      let newest = 0;
      for (const event of eventsOf(deliveries)) {
        if ('begins' in event) {
          open.set(event.begins, cursor.begin(at(event.begins)));
          newest = event.begins;
        } else {
          const done = open.get(event.ends);
          open.delete(event.ends);
          await done?.();
          const expected = open.size === 0 ? newest : Math.min(...open.keys()) - 1;
          positions.push({ saved: saved.at(-1), expected: at(expected) });
        }
      }
      expect(positions.map((position) => position.saved)).toEqual(positions.map(({ expected }) => expected));
      expect(saved).toEqual(saved.toSorted());
    }),
  );
});
