import type { Core } from './core.ts';
import { announce, scopeFor } from './events.ts';
import { post, type Place } from './messages.ts';

/** Takes a person or a bot into a channel, and says so in it. */
export function join(core: Core, place: Place, userId: string, inviterId?: string): void {
  const { workspace, channel } = place;
  channel.members.add(userId);
  const inviter = inviterId === undefined ? {} : { inviter: inviterId };
  post(core, place, {
    subtype: channel.kind === 'public' ? 'channel_join' : 'group_join',
    user: userId,
    text: `<@${userId}> has joined the channel`,
    team: workspace.id,
    ...inviter,
  });
  announceMembership(core, place, 'member_joined_channel', { user: userId, ...inviter });
}

/** Takes one out again. The bot itself is told by `channel_left` or `group_left`. */
export function leave(core: Core, place: Place, userId: string): void {
  const { workspace, channel } = place;
  const isBot = core.installations.of(workspace.id)?.botUserId === userId;
  const isPublic = channel.kind === 'public';
  channel.members.delete(userId);
  if (isBot) {
    const type = isPublic ? 'channel_left' : 'group_left';
    const event = { type, channel: channel.id, actor_id: userId, event_ts: core.clock.ts() };
    announce(core, workspace, event, { subscription: type, scope: scopeFor(channel.kind, 'read') });
    return;
  }
  post(core, place, {
    subtype: isPublic ? 'channel_leave' : 'group_leave',
    user: userId,
    text: `<@${userId}> has left the channel`,
    team: workspace.id,
  });
  announceMembership(core, place, 'member_left_channel', { user: userId });
}

/** Closes a channel: nobody can post any more. */
export function archive(core: Core, { workspace, channel }: Place, userId: string): void {
  const type = channel.kind === 'public' ? 'channel_archive' : 'group_archive';
  const event = { type, channel: channel.id, user: userId, is_moved: 0, event_ts: core.clock.ts() };
  announce(core, workspace, event, { subscription: type, scope: scopeFor(channel.kind, 'read'), channel });
  channel.isArchived = true;
}

function announceMembership(core: Core, { workspace, channel }: Place, type: string, who: object): void {
  const event = {
    type,
    ...who,
    channel: channel.id,
    channel_type: channel.kind === 'public' ? 'C' : 'G',
    team: workspace.id,
    event_ts: core.clock.ts(),
  };
  announce(core, workspace, event, { subscription: type, scope: scopeFor(channel.kind, 'read'), channel });
}
