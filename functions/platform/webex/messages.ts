import * as v from 'valibot';
import { utf8Length } from '../../runtime/digest.ts';
import { isPlatformError, PlatformError } from '../errors.ts';
import type { Draft, Platform } from '../platform.ts';
import { query, type Api } from './api.ts';
import { MessageSchema } from './schemas.ts';

/** Webex's limit for `text` and for `markdown`, each. */
const MAX_MESSAGE_BYTES = 7439;

type MessageCalls = 'message' | 'messages' | 'directMessages' | 'send' | 'sendDirect' | 'edit' | 'delete';

export const webexMessages = (api: Api): Pick<Platform, MessageCalls> => ({
  message: (token, id) =>
    api.call({ method: 'GET', path: `/messages/${encodeURIComponent(id)}`, token }, MessageSchema),

  messages: async (token, roomId, { limit, before, beforeMessage, parentId }) => {
    const asked = { roomId, max: String(limit), before, beforeMessage, parentId };
    return (await api.list({ method: 'GET', path: `/messages?${query(asked)}`, token }, MessageSchema)).items;
  },

  directMessages: async (token, personEmail) => {
    const path = `/messages/direct?${query({ personEmail })}`;
    return (await api.list({ method: 'GET', path, token }, MessageSchema)).items;
  },

  send: async (token, roomId, draft) => {
    checkLength(draft);
    const json = { roomId, ...draft };
    return api.call({ method: 'POST', path: '/messages', token, json }, MessageSchema).catch(namingTheRoom);
  },

  sendDirect: async (token, toPersonEmail, draft) => {
    checkLength(draft);
    return api.call({ method: 'POST', path: '/messages', token, json: { toPersonEmail, ...draft } }, MessageSchema);
  },

  edit: async (token, roomId, id, { text, markdown }) => {
    checkLength({ text, markdown });
    // Webex takes either; both would show the markdown.
    const json = markdown === undefined ? { roomId, text } : { roomId, markdown };
    return api.call({ method: 'PUT', path: `/messages/${encodeURIComponent(id)}`, token, json }, MessageSchema);
  },

  delete: async (token, id) => {
    const call = { method: 'DELETE', path: `/messages/${encodeURIComponent(id)}`, token } as const;
    await api.call(call, v.unknown()).catch((error: unknown) => {
      // It is gone: what was wanted, perhaps by an attempt before this one.
      if (!isPlatformError(error, 'not-found')) throw error;
    });
  },
});

function checkLength({ text, markdown }: Draft): void {
  const bytes = Math.max(utf8Length(text), utf8Length(markdown ?? ''));
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new PlatformError('too-long', `Webex takes ${MAX_MESSAGE_BYTES} bytes per message; this one has ${bytes}.`);
  }
}

/** For Webex a room that one is not in does not exist. */
function namingTheRoom(error: unknown): never {
  if (isPlatformError(error, 'not-found')) {
    throw new PlatformError('not-in-room', 'You are no longer in this Webex room, or it is gone.');
  }
  if (isPlatformError(error, 'forbidden')) {
    throw new PlatformError(
      'read-only',
      'Webex does not let you write in this room: it is read-only, or for announcements.',
    );
  }
  throw error;
}
