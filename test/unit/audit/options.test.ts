import { describe, expect, test } from 'vitest';
import { readOptions, UsageError } from '../../../src/audit/options.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');

const range = (...args: string[]): [string, string] => {
  const options = readOptions(args, NOW);
  if (options === 'help') throw new Error('asked for help');
  return [options.since.toISOString(), options.until.toISOString()];
};

describe('the time', () => {
  test('is the last day but its last minute, unless told', () => {
    expect(range()).toEqual(['2026-11-19T12:00:00.000Z', '2026-11-20T11:59:00.000Z']);
  });

  test.each([
    ['90s', '2026-11-20T11:58:30.000Z'],
    ['30m', '2026-11-20T11:30:00.000Z'],
    ['2h', '2026-11-20T10:00:00.000Z'],
    ['7d', '2026-11-13T12:00:00.000Z'],
    ['2026-11-20T08:00:00+02:00', '2026-11-20T06:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
  ])('may begin %s', (text, since) => {
    expect(range('--since', text)[0]).toBe(since);
    expect(range(`--since=${text}`, '--until', '0s')[1]).toBe('2026-11-20T12:00:00.000Z');
  });

  test.each(['', '2', '2 h', '2w', '-2h', '1.5h', 'now'])('cannot be “%s”', (text) => {
    expect(() => readOptions([`--since=${text}`], NOW)).toThrow(UsageError);
  });

  test('must begin before it ends', () => {
    expect(() => readOptions(['--since', '1h', '--until', '1h'], NOW)).toThrow('--since must be earlier than --until');
  });
});

test('what nobody knows is refused, with what there is', () => {
  expect(() => readOptions(['--rooms', 'x'], NOW)).toThrow(/--rooms[^]*Usage: npm run audit/);
  expect(() => readOptions(['everything'], NOW)).toThrow(/everything[^]*Usage: npm run audit/);
});

test('help is all that counts where it is asked for', () => {
  expect(readOptions(['--room', 'x', '-h'], NOW)).toBe('help');
});
