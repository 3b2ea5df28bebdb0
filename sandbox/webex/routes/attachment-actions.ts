import { Hono } from 'hono';
import { z } from 'zod';
import { attachmentActionJson, submitCard } from '../actions/cards.ts';
import { messageOf } from '../actions/messages.ts';
import { notFound } from '../errors.ts';
import { scoped } from '../http/auth.ts';
import { readJson } from '../http/body.ts';
import { json, type WebexEnv } from '../http/context.ts';
import type { State } from '../state.ts';

const Submission = z.object({
  type: z.literal('submit', 'type must be submit'),
  messageId: z.string('messageId cannot be null'),
  inputs: z.record(z.string(), z.unknown(), 'inputs cannot be null'),
});

export function attachmentActionRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  routes.post('/', scoped('spark:messages_write'), async (context) => {
    const { person } = context.get('grant');
    const { messageId, inputs } = await readJson(context, Submission);
    const action = submitCard(state, person, messageOf(state, person, messageId), inputs);
    context.status(202);
    return json(context, attachmentActionJson(action));
  });
  routes.get('/:id', scoped('spark:messages_read'), (context) => {
    const action = state.attachmentActions.find(context.req.param('id'));
    if (!action?.message.room.members.has(context.get('grant').person)) throw notFound('Could not find the action.');
    return json(context, attachmentActionJson(action));
  });
  return routes;
}
