import { expect, test } from 'vitest';
import { formatDate } from '../../../sandbox/page/client/slack/date.ts';

const NOW = new Date(2026, 10, 22, 12, 0);
const at = (day: number, hour = 9, minute = 5, second = 7): number =>
  new Date(2026, 10, day, hour, minute, second).getTime() / 1000;

test.for([
  ['{date_num} {time}', at(3), '2026-11-03 09:05'],
  ['{date}', at(3), 'November 3, 2026'],
  ['{date_short}, {time_secs}', at(3), 'Nov 3, 2026, 09:05:07'],
  ['{date_long}', at(3), 'Tuesday, November 3, 2026'],
  ['{date_short_pretty} {time}', at(22, 0, 1), 'today 00:01'],
  ['{date_pretty}', at(21, 23, 59), 'yesterday'],
  ['{date_long_pretty}', at(23), 'tomorrow'],
  ['{date_short_pretty}', at(20), 'Nov 20, 2026'],
  ['on {date_num}!', at(9), 'on 2026-11-09!'],
] as const)("'%s' is written in the reader's time", ([format, timestamp, written]) => {
  expect(formatDate(timestamp, format, 'fallback', NOW)).toBe(written);
});

test('what cannot be written is replaced by the fallback', () => {
  expect(formatDate(at(3), '{date} {century}', 'once', NOW)).toBe('once');
  expect(formatDate(Number.NaN, '{date}', 'once', NOW)).toBe('once');
});
