import { Hono } from 'hono';
import type { ServerBindings } from '../faults.ts';
import type { Keyset } from './keyset.ts';
import { answer, invalidSubscribeKey } from './refusal.ts';

/** Who is where: set by subscribing and by heartbeats, ended by a leave. */
export class Presence {
  readonly #channels = new Map<string, Set<string>>();

  seen(uuid: string, channels: readonly string[]): void {
    for (const channel of channels) {
      const uuids = this.#channels.get(channel) ?? new Set();
      this.#channels.set(channel, uuids.add(uuid));
    }
  }

  left(uuid: string, channels: readonly string[]): void {
    for (const channel of channels) this.#channels.get(channel)?.delete(uuid);
  }

  on(channel: string): string[] {
    return [...(this.#channels.get(channel) ?? [])];
  }

  of(uuid: string): string[] {
    return [...this.#channels].filter(([, uuids]) => uuids.has(uuid)).map(([channel]) => channel);
  }

  /** Channels where somebody is. */
  channels(): string[] {
    return [...this.#channels].filter(([, uuids]) => uuids.size > 0).map(([channel]) => channel);
  }
}

/** Heartbeat, leave, here-now and where-now; no presence events. */
export function presenceRoutes(keyset: Keyset, presence: Presence): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  const fine = { status: 200, message: 'OK', service: 'Presence' };

  app.use('/v2/presence/sub-key/:sub/*', async (context, next) => {
    if (context.req.param('sub') !== keyset.subscribeKey) throw invalidSubscribeKey();
    await next();
  });
  app.get('/v2/presence/sub-key/:sub/channel/:channels/heartbeat', (context) => {
    presence.seen(context.req.query('uuid') ?? '', names(context.req.param('channels')));
    return answer(context, fine);
  });
  app.get('/v2/presence/sub-key/:sub/channel/:channels/leave', (context) => {
    presence.left(context.req.query('uuid') ?? '', names(context.req.param('channels')));
    return answer(context, { ...fine, action: 'leave' });
  });
  app.get('/v2/presence/sub-key/:sub/channel/:channels', (context) => {
    const channels = names(context.req.param('channels'));
    if (channels.length === 1) return answer(context, { ...fine, ...occupancy(presence, channels[0] ?? '') });
    return answer(context, { ...fine, payload: overview(presence, channels) });
  });
  app.get('/v2/presence/sub-key/:sub', (context) =>
    answer(context, { ...fine, payload: overview(presence, presence.channels()) }),
  );
  app.get('/v2/presence/sub-key/:sub/uuid/:uuid', (context) =>
    answer(context, { ...fine, payload: { channels: presence.of(context.req.param('uuid')) } }),
  );
  return app;
}

const names = (list: string): string[] => list.split(',').filter(Boolean);

function occupancy(presence: Presence, channel: string): { uuids: string[]; occupancy: number } {
  const uuids = presence.on(channel);
  return { uuids, occupancy: uuids.length };
}

function overview(presence: Presence, channels: readonly string[]): unknown {
  const byChannel = Object.fromEntries(channels.map((channel) => [channel, occupancy(presence, channel)]));
  return {
    channels: byChannel,
    total_channels: channels.length,
    total_occupancy: Object.values(byChannel).reduce((sum, one) => sum + one.occupancy, 0),
  };
}
