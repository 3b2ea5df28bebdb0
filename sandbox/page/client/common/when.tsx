import { useState } from 'preact/hooks';

const MINUTES = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const SECONDS = { ...MINUTES, second: '2-digit' } as const;

/** A time of day; the whole date on hovering. @param iso ISO 8601 */
export function When({ iso, seconds = false }: { iso: string; seconds?: boolean }) {
  const date = new Date(iso);
  return (
    <time dateTime={iso} title={date.toLocaleString()}>
      {date.toLocaleTimeString(undefined, seconds ? SECONDS : MINUTES)}
    </time>
  );
}

/** So long something counts as having just come. */
const FRESH_MS = 4_000;

/** A class for what has just come, so that the eye finds it. It stays the same however often the thing is drawn. */
export function useFresh(iso: string): string {
  const [isFresh] = useState(() => Date.now() - Date.parse(iso) < FRESH_MS);
  return isFresh ? 'fresh' : '';
}
