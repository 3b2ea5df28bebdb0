import { Hono } from 'hono';
import { z } from 'zod';
import { createRoom, deleteRoom, roomOf, updateRoom } from '../actions/rooms.ts';
import { badRequest } from '../errors.ts';
import { scoped } from '../http/auth.ts';
import { readJson } from '../http/body.ts';
import { json, noContent, type WebexContext, type WebexEnv } from '../http/context.ts';
import { listPage } from '../http/pages.ts';
import type { Room } from '../model.ts';
import type { State } from '../state.ts';
import { roomJson } from '../views.ts';

const Settings = z.object({
  title: z.string('Title cannot be empty.').trim().min(1, 'Title cannot be empty.'),
  isLocked: z.boolean().optional(),
  isAnnouncementOnly: z.boolean().optional(),
  isPublic: z.boolean().optional(),
  description: z.string().optional(),
});

export function roomRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  const read = scoped('spark:rooms_read');
  const write = scoped('spark:rooms_write');
  routes.get('/', read, (context) => {
    const { person } = context.get('grant');
    return listPage(context, state, { items: listed(state, context), view: (room) => roomJson(room, person) });
  });
  routes.post('/', write, async (context) => {
    const { person } = context.get('grant');
    return json(context, roomJson(createRoom(state, person, await readJson(context, Settings)), person));
  });
  routes.get('/:id', read, (context) => {
    const { person } = context.get('grant');
    return json(context, roomJson(roomOf(state, person, context.req.param('id')).room, person));
  });
  routes.put('/:id', write, async (context) => {
    const { person } = context.get('grant');
    const { room } = roomOf(state, person, context.req.param('id'));
    updateRoom(state, person, room, await readJson(context, Settings));
    return json(context, roomJson(room, person));
  });
  routes.delete('/:id', write, (context) => {
    const { person } = context.get('grant');
    deleteRoom(state, person, roomOf(state, person, context.req.param('id')).room);
    return noContent(context);
  });
  return routes;
}

const ORDERS: Readonly<Record<string, (one: Room, other: Room) => number>> = {
  id: (one, other) => (one.id < other.id ? -1 : 1),
  lastactivity: (one, other) => other.lastActivity.localeCompare(one.lastActivity),
  created: (one, other) => other.created.localeCompare(one.created),
};

function listed(state: State, context: WebexContext): Room[] {
  const { person } = context.get('grant');
  const { type, sortBy = 'id', teamId } = context.req.query();
  const order = ORDERS[sortBy];
  if (!order) throw badRequest(`Invalid value for sortBy: ${sortBy}`);
  if (type !== undefined && type !== 'direct' && type !== 'group') throw badRequest(`Invalid value for type: ${type}`);
  // Teams are not part of the stand-in: no room belongs to one.
  if (teamId !== undefined) return [];
  return state.rooms
    .all()
    .filter((room) => room.members.has(person) && (type === undefined || room.type === type))
    .toSorted(order);
}
