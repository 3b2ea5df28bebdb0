import { useEffect, useState } from 'preact/hooks';
import type { PageEvents, Tables } from '../protocol.ts';
import { applyChanges } from './apply.ts';

export interface Live {
  /** Undefined until the first snapshot. */
  readonly tables: Tables | undefined;
  readonly isConnected: boolean;
}

/** Follows the server's events. The browser comes back by itself when the connection breaks, and is told everything anew. */
export function useLive(): Live {
  const [live, setLive] = useState<Live>({ tables: undefined, isConnected: false });
  useEffect(() => {
    const events = new EventSource('/events');
    events.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
      setLive({ tables: JSON.parse(data) as PageEvents['snapshot'], isConnected: true });
    });
    events.addEventListener('changes', ({ data }: MessageEvent<string>) => {
      const changes = JSON.parse(data) as PageEvents['changes'];
      setLive(({ tables, ...rest }) => ({ ...rest, tables: tables && applyChanges(tables, changes) }));
    });
    events.addEventListener('error', () => setLive(({ tables }) => ({ tables, isConnected: false })));
    return () => events.close();
  }, []);
  return live;
}
