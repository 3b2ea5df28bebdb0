import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface LogProps {
  readonly id: string;
  readonly label: string;
  /** The key of what came last; its element says it as `data-key`. */
  readonly newest: string | undefined;
  /** What comes lands at the end, or anywhere, in threads. */
  readonly grows: 'at the end' | 'anywhere';
  /** Screen readers tell what comes, unless it is too much. */
  readonly isQuiet?: boolean;
  readonly children: ComponentChildren;
}

/** So near to its end a log counts as read to the end. */
const NEAR_PX = 60;

/** A list that shows what comes, unless somebody is busy elsewhere in it. */
export function Log({ id, label, newest, grows, isQuiet = false, children }: LogProps) {
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const shown = useRef<string | undefined>(undefined);
  const remember = ({ scrollHeight, scrollTop, clientHeight }: HTMLDivElement): void => {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  };
  useLayoutEffect(() => {
    const { current } = log;
    if (!current || newest === undefined) return;
    if (grows === 'at the end' || shown.current === undefined) stayAtEnd(current, isAtEnd.current);
    else showArrival(current, newest);
    shown.current = newest;
  }, [newest]);
  useEffect(() => {
    const resized = new ResizeObserver(([entry]) => {
      if (entry) stayAtEnd(entry.target, isAtEnd.current);
    });
    if (log.current) resized.observe(log.current);
    return () => resized.disconnect();
  }, []);
  return (
    <div
      id={id}
      class="log"
      role="log"
      aria-label={label}
      aria-live={isQuiet ? 'off' : 'polite'}
      tabIndex={0}
      ref={log}
      onScroll={({ currentTarget }) => remember(currentTarget)}
    >
      {children}
    </div>
  );
}

function stayAtEnd(log: Element, wasAtEnd: boolean): void {
  if (wasAtEnd) log.scrollTop = log.scrollHeight;
}

/** Whoever is writing in one thread is not carried off to another. */
function showArrival(log: Element, key: string): void {
  const arrival = log.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const { activeElement } = document;
  const isBusy = activeElement !== null && activeElement !== log && log.contains(activeElement);
  if (isBusy && activeElement.closest('[data-thread]') !== arrival?.closest('[data-thread]')) return;
  arrival?.scrollIntoView({ block: 'nearest' });
}
