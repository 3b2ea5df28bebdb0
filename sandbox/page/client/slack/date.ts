/** Slack's `<!date^…>`: a moment in the reader's own words. Tokens as docs.slack.dev lists them. */

type Writer = (date: Date, now: Date) => string;

const day = (options: Intl.DateTimeFormatOptions): Writer => {
  const format = new Intl.DateTimeFormat('en', options);
  return (date) => format.format(date);
};

const long = day({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
const medium = day({ year: 'numeric', month: 'long', day: 'numeric' });
const short = day({ year: 'numeric', month: 'short', day: 'numeric' });

const WRITERS: Readonly<Record<string, Writer>> = {
  date_num: (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-'),
  date: medium,
  date_short: short,
  date_long: long,
  date_pretty: pretty(medium),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  time: day({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  time_secs: day({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
};

/** An unknown token makes the whole date unreadable: then the fallback is shown, as the documents ask. */
export function formatDate(timestamp: number, format: string, fallback: string, now = new Date()): string {
  const date = new Date(timestamp * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  const tokens = [...format.matchAll(/\{(\w+)\}/g)].map(([, token = '']) => token);
  if (tokens.some((token) => !Object.hasOwn(WRITERS, token))) return fallback;
  return format.replaceAll(/\{(\w+)\}/g, (_all, token: string) => WRITERS[token]?.(date, now) ?? '');
}

/** Yesterday, today and tomorrow have names. */
function pretty(otherwise: Writer): Writer {
  const names: Readonly<Record<number, string>> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' };
  return (date, now) => names[Math.round((midnight(date) - midnight(now)) / 86_400_000)] ?? otherwise(date, now);
}

const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

const twoDigits = (number: number): string => String(number).padStart(2, '0');
