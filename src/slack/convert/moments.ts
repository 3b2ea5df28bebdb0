import type { Moment } from '../../bridge/convert/document.ts';

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en', { timeStyle: 'short', timeZone: 'UTC', hour12: false });

/**
 * A date of Slack's, whose readers each see their own time.
 * @param format with tokens such as `{date_short}` and `{time}`
 * @param fallback what its author wants others to see; without one it is told in UTC
 */
export const moment = (at: number, format: string, fallback = ''): Moment => ({
  type: 'moment',
  at,
  format,
  text: fallback || told(new Date(at * 1000), format),
});

const told = (date: Date, format: string): string =>
  format.replaceAll(/\{(\w+)\}/g, (_token, name: string) => {
    if (name.startsWith('date') || name.startsWith('day')) return DAY.format(date);
    if (name.startsWith('time')) return `${TIME.format(date)} UTC`;
    return `${DAY.format(date)}, ${TIME.format(date)} UTC`;
  });
