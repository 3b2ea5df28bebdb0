import type { Core } from './core.ts';
import { newId } from './state/ids.ts';
import type { Channel, ChannelKind } from './state/model.ts';
import type { Workspace } from './state/workspace.ts';

export interface SlackEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Who may hear of an event. */
export interface Audience {
  /** The name in the manifest's `bot_events`. */
  readonly subscription: string;
  /** Without it the subscription is void. */
  readonly scope?: string;
  /** Only bots that are in this conversation hear of it. */
  readonly channel?: Channel;
}

const NAMES: Record<ChannelKind, { prefix: string; subscription: string; type: string }> = {
  public: { prefix: 'channels', subscription: 'message.channels', type: 'channel' },
  private: { prefix: 'groups', subscription: 'message.groups', type: 'group' },
  im: { prefix: 'im', subscription: 'message.im', type: 'im' },
  mpim: { prefix: 'mpim', subscription: 'message.mpim', type: 'mpim' },
};

/** E.g. `channels:history`. */
export const scopeFor = (kind: ChannelKind, right: 'history' | 'read' | 'write'): string =>
  `${NAMES[kind].prefix}:${right}`;

export const channelTypeOf = (kind: ChannelKind): string => NAMES[kind].type;

export const messageAudience = (channel: Channel): Audience => ({
  subscription: NAMES[channel.kind].subscription,
  scope: scopeFor(channel.kind, 'history'),
  channel,
});

/** Tells the app of an event as it is now, if it subscribed to it, may know it, and is there. */
export function announce(core: Core, workspace: Workspace, event: SlackEvent, audience: Audience): void {
  const installation = core.installations.of(workspace.id);
  if (!installation?.isInstalled) return;
  if (!core.app.manifest.settings.event_subscriptions.bot_events.includes(audience.subscription)) return;
  if (audience.scope !== undefined && !installation.scopes.has(audience.scope)) return;
  if (audience.channel && !audience.channel.members.has(installation.botUserId)) return;
  core.dispatcher.announce({
    token: core.app.verificationToken,
    team_id: workspace.id,
    context_team_id: workspace.id,
    context_enterprise_id: null,
    api_app_id: core.app.id,
    event: structuredClone(event),
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: core.clock.seconds(),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.id,
        user_id: installation.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: audience.channel?.isExtShared ?? false,
    event_context: newId('4-'),
  });
}
