import { describe, expect, test } from 'vitest';
import { CASES } from './cases/all.ts';
import { applied } from './mutant.ts';
import { MUTATIONS } from './mutations.ts';

describe.each(MUTATIONS)('the rule “$rule”', ({ edits, cases }) => {
  test.each(edits)('can be broken in $file', async (edit) => {
    expect(await applied(edit)).toContain(edit.replace);
  });

  test('is watched by cases that exist', () => {
    expect(CASES.map(({ name }) => name)).toEqual(expect.arrayContaining([...cases]));
    expect(cases.length).toBeGreaterThan(0);
  });
});
