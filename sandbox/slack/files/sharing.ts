import { record, type Core } from '../core.ts';
import { announce } from '../events.ts';
import { post, type Place } from '../messages.ts';
import type { Message, SlackFile } from '../state/model.ts';
import type { StoredFile, Workspace } from '../state/workspace.ts';

type Draft = Omit<Message, 'type' | 'ts' | 'files'>;

/** Shows files in a conversation, in one message, and tells the app of each. */
export function shareFiles(core: Core, place: Place, files: readonly SlackFile[], draft: Draft): Message {
  const { channel } = place;
  for (const file of files) addPlace(file, place);
  const message = post(core, place, { ...draft, subtype: 'file_share', files, upload: false });
  for (const file of files) {
    addShare(file, place, message);
    record(core, { type: 'file', change: 'shared', file: file.id, name: file.name });
    const event = {
      type: 'file_shared',
      file_id: file.id,
      file: { id: file.id },
      user_id: file.user,
      channel_id: channel.id,
      event_ts: core.clock.ts(),
    };
    announce(core, place.workspace, event, { subscription: 'file_shared', scope: 'files:read', channel });
  }
  return message;
}

/** Takes a file away everywhere; messages keep a tombstone of it. */
export function deleteFile(core: Core, workspace: Workspace, stored: StoredFile): void {
  const { id, name } = stored.file;
  stored.isDeleted = true;
  record(core, { type: 'file', change: 'deleted', file: id, name });
  const messages = [...workspace.channels.values()].flatMap((channel) => channel.messages);
  for (const message of messages) {
    if (message.files) message.files = message.files.map((file) => (file.id === id ? { id, mode: 'tombstone' } : file));
  }
  const event = { type: 'file_deleted', file_id: id, event_ts: core.clock.ts() };
  announce(core, workspace, event, { subscription: 'file_deleted', scope: 'files:read' });
}

function addPlace(file: SlackFile, { channel }: Place): void {
  const list = { public: file.channels, private: file.groups, im: file.ims, mpim: file.groups }[channel.kind];
  if (!list.includes(channel.id)) list.push(channel.id);
  file.is_public ||= channel.kind === 'public';
}

function addShare(file: SlackFile, { channel, workspace }: Place, { ts, thread_ts: threadTs, user }: Message): void {
  const share = {
    ts,
    ...(threadTs !== undefined ? { thread_ts: threadTs } : {}),
    channel_name: channel.name,
    team_id: workspace.id,
    share_user_id: user,
  };
  const kind = channel.kind === 'public' ? 'public' : 'private';
  const shares = (file.shares ??= {});
  ((shares[kind] ??= {})[channel.id] ??= []).push(share);
}
