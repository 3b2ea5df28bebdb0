import { expect, test } from 'vitest';
import { examine, NotNeeded, Trouble, type Check } from '../../src/doctor/check.ts';

const check = (name: string, run: Check<number>['run'], after: readonly string[] = []): Check<number> => ({
  name,
  after,
  run,
});

async function examined(...checks: Check<number>[]) {
  const lines: string[] = [];
  const verdict = await examine([{ title: 'All', checks }], 7, (line) => lines.push(line));
  return { verdict, lines };
}

test('each check has one line, a failure its remedy beneath, and all see the same patient', async () => {
  const { verdict, lines } = await examined(
    check('well', async (patient) => `is ${patient}`),
    check('ill', () => Promise.reject(new Trouble('has a fever', 'Stay in bed.'))),
    check('spare', () => Promise.reject(new NotNeeded('is a second one'))),
  );

  expect(lines).toEqual([
    '\nAll',
    '  ✓ well: is 7',
    '  ✗ ill: has a fever',
    '      → Stay in bed.',
    '  – spare: is a second one',
  ]);
  expect(verdict).toEqual({ passed: 1, failed: 1 });
});

test('what hangs on a failure is not checked, and neither is what hangs on that; what is not needed is in nobody’s way', async () => {
  const { verdict, lines } = await examined(
    check('ill', () => Promise.reject(new Trouble('has a fever', 'Stay in bed.'))),
    check('second', () => Promise.reject(new Error('must not run')), ['ill']),
    check('third', () => Promise.reject(new Error('must not run')), ['second']),
    check('spare', () => Promise.reject(new NotNeeded('is a second one'))),
    check('well', async () => 'is well', ['spare']),
  );

  expect(lines.slice(3)).toEqual([
    '  – second: not checked before “ill” is well',
    '  – third: not checked before “second” is well',
    '  – spare: is a second one',
    '  ✓ well: is well',
  ]);
  expect(verdict).toEqual({ passed: 1, failed: 1 });
});

test('a fault of the doctor’s own is a failure that says so, and the others are checked', async () => {
  const { verdict, lines } = await examined(
    check('broken', () => Promise.reject(new TypeError('x is undefined'))),
    check('well', async () => 'is well'),
  );

  expect(lines[1]).toBe('  ✗ broken: could not be checked (TypeError: x is undefined)');
  expect(lines[2]).toContain('please report it');
  expect(verdict).toEqual({ passed: 1, failed: 1 });
});
