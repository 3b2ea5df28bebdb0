import { describe, expect, test } from 'vitest';
import { CALM } from './cases/calm.ts';
import { runCase } from './run-case.ts';

describe('where nothing goes wrong', () => {
  test.each(CALM.filter(({ name }) => name !== 'burst'))(
    '$what: nothing is lost, duplicated or reordered',
    async (one) => {
      const { verdict, error, messages } = await runCase(one, { seed: 1, scale: 0 });
      expect(error).toBeUndefined();
      expect(verdict).toEqual({ lost: [], duplicated: [], reordered: [], wrong: [] });
      expect(messages).toBeGreaterThanOrEqual(60);
    },
    60_000,
  );
});
