import { expect, test } from 'vitest';
import { CALM } from './cases/calm.ts';
import { runSession } from './session.ts';

test('where nothing goes wrong, nothing is lost, duplicated or reordered', async () => {
  const rows = await runSession(
    CALM.filter(({ name }) => name !== 'burst'),
    { seed: 1, scale: 0 },
  );
  for (const { name, error, verdict } of rows) {
    expect({ name, error, verdict }).toEqual({
      name,
      error: undefined,
      verdict: { lost: [], duplicated: [], reordered: [], wrong: [] },
    });
  }
  expect(rows.reduce((sum, { messages }) => sum + messages, 0)).toBeGreaterThan(100);
}, 60_000);
