import { Hono } from 'hono';
import { z } from 'zod';
import { deleteMessage, editMessage, messageOf, postMessage } from '../actions/messages.ts';
import { roomOf } from '../actions/rooms.ts';
import { badRequest, notFound } from '../errors.ts';
import { scoped } from '../http/auth.ts';
import { readJson } from '../http/body.ts';
import { json, noContent, type WebexContext, type WebexEnv } from '../http/context.ts';
import type { Message } from '../model.ts';
import type { State } from '../state.ts';
import { messageJson } from '../views.ts';
import { destination, readPosting } from './message-posting.ts';
import { listDirect, listMessages } from './message-lists.ts';

const Edit = z.object({
  roomId: z.string('roomId cannot be null'),
  text: z.string().optional(),
  markdown: z.string().optional(),
  html: z.undefined('The html attribute is not allowed in an edit.').optional(),
});

export function messageRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  const read = scoped('spark:messages_read');
  const write = scoped('spark:messages_write');
  routes.get('/', read, (context) => listMessages(context, state));
  routes.get('/direct', read, (context) => listDirect(context, state));
  routes.post('/', write, async (context) => {
    const { person } = context.get('grant');
    const { to, draft } = await readPosting(context, state);
    const { room, echo } = destination(state, person, to);
    const message = postMessage(state, person, room, draft);
    return json(context, { ...messageJson(state.apiUrl, message), ...echo });
  });
  routes.get('/:id', read, (context) => json(context, messageJson(state.apiUrl, visible(state, context))));
  routes.put('/:id', write, async (context) => {
    const { person } = context.get('grant');
    const { roomId, text, markdown } = await readJson(context, Edit);
    const message = messageOf(state, person, context.req.param('id'));
    if (roomOf(state, person, roomId).room !== message.room) throw badRequest('The message is not in that room.');
    editMessage(state, person, message, { text, markdown });
    return json(context, messageJson(state.apiUrl, message));
  });
  routes.delete('/:id', write, (context) => {
    const { person } = context.get('grant');
    deleteMessage(state, person, messageOf(state, person, context.req.param('id')));
    return noContent(context);
  });
  return routes;
}

/** A message just posted may not be readable yet. */
function visible(state: State, context: WebexContext): Message {
  const message = messageOf(state, context.get('grant').person, context.req.param('id') ?? '');
  if (message.unseenReads === 0) return message;
  message.unseenReads -= 1;
  throw notFound('Unable to get message.');
}
