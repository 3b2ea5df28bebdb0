import type { HistoryStore } from '../../history-store.ts';
import type { AppContext } from '../../objects/app-context.ts';
import { checkSize, type Publication, type Publisher } from '../../publication.ts';
import type { Execution } from '../execution.ts';
import type { Guard } from './guard.ts';
import { historyModule } from './history.ts';
import { objectsModule } from './objects.ts';

/** What a Function that publishes calls itself. */
const FUNCTIONS_UUID = 'pubnub-functions';

interface PublishParameters {
  readonly channel: string;
  readonly message: unknown;
  readonly meta?: unknown;
  readonly storeInHistory?: boolean;
  readonly ttl?: number;
  readonly replicate?: boolean;
  readonly customMessageType?: string;
}

export interface PubNubModuleParts {
  readonly publisher: Publisher;
  readonly history: HistoryStore;
  readonly appContext: AppContext;
  /** The documents show `[1, "Sent", timetoken]`, a sample `{timetoken}`. */
  readonly publishAnswer: 'array' | 'object';
}

/** `require('pubnub')`: the keyset's own client. */
export function pubnubModule(guard: Guard, parts: PubNubModuleParts): Record<string, unknown> {
  const send = (kind: Publication['kind'], fixed: Partial<Publication>) =>
    guard.counted('publish', async (execution, parameters: PublishParameters) => {
      const timetoken = await parts.publisher.publish({ ...publicationOf(execution, kind, parameters), ...fixed });
      return parts.publishAnswer === 'array' ? [1, 'Sent', timetoken] : { timetoken };
    });
  return {
    publish: send('message', {}),
    fire: send('message', { store: false, replicate: false }),
    signal: send('signal', { store: false }),
    ...historyModule(guard, parts.history),
    objects: objectsModule(guard, parts.appContext),
  };
}

function publicationOf(execution: Execution, kind: Publication['kind'], parameters: PublishParameters): Publication {
  const { channel, message, meta } = parameters;
  if (message === undefined) throw new Error('Missing message');
  const text = JSON.stringify(message);
  checkSize(Buffer.byteLength(text) + channel.length);
  return {
    kind,
    channel,
    message: JSON.parse(text) as unknown,
    meta,
    customMessageType: parameters.customMessageType,
    publisher: FUNCTIONS_UUID,
    store: parameters.storeInHistory !== false,
    ttlHours: parameters.ttl,
    replicate: parameters.replicate !== false,
    hops: execution.run.hops,
    connection: {
      verb: 'GET',
      uri: '',
      params: { uuid: FUNCTIONS_UUID, ...(meta === undefined ? {} : { meta: JSON.stringify(meta) }) },
      clientip: '127.0.0.1',
      origin: '',
      useragent: FUNCTIONS_UUID,
    },
  };
}
