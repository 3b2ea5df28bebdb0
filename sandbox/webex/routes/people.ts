import { Hono } from 'hono';
import { badRequest, notFound } from '../errors.ts';
import { scoped } from '../http/auth.ts';
import { json, type WebexContext, type WebexEnv } from '../http/context.ts';
import { listPage } from '../http/pages.ts';
import type { Person } from '../model.ts';
import type { State } from '../state.ts';
import { personJson } from '../views.ts';

const MAX_IDS = 85;

export function peopleRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  const read = scoped('spark:people_read');
  const list = (context: WebexContext): Response => {
    const caller = context.get('grant').person;
    const ids = context.req.query('id');
    const items = ids === undefined ? search(state, context) : byIds(state, ids);
    return listPage(context, state, {
      items,
      view: (person) => personJson(person, ids === undefined && person.orgId === caller.orgId),
    });
  };
  routes.get('/', read, list);
  routes.get('/me', read, (context) => json(context, personJson(context.get('grant').person, true)));
  routes.get('/:id', read, (context) => {
    const person = state.people.find(context.req.param('id'));
    if (!person) throw notFound('Could not find a person with provided ID.');
    return json(context, personJson(person, person.orgId === context.get('grant').person.orgId));
  });
  return routes;
}

function byIds(state: State, ids: string): Person[] {
  const wanted = ids.split(',').filter((id) => id !== '');
  if (wanted.length > MAX_IDS) throw badRequest(`No more than ${MAX_IDS} ids are allowed.`);
  return wanted.map((id) => state.people.find(id)).filter((person) => person !== undefined);
}

/** By address only within one's own organisation; by how a name begins. */
function search(state: State, context: WebexContext): Person[] {
  const { email, displayName } = context.req.query();
  if (!email && !displayName) throw badRequest('Email or displayName should be specified.');
  const { orgId } = context.get('grant').person;
  return state.people
    .all()
    .filter((person) => person.orgId === orgId)
    .filter((person) => !email || person.emails.includes(email.toLowerCase()))
    .filter((person) => !displayName || person.displayName.toLowerCase().startsWith(displayName.toLowerCase()));
}
