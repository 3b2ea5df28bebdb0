import { Hono } from 'hono';
import { badRequest } from '../errors.ts';
import type { WebexEnv } from '../http/context.ts';
import type { Person } from '../model.ts';
import { allow, deny, readAuthorization } from '../oauth/authorization.ts';
import { readForm } from '../oauth/client.ts';
import { signInPage } from '../oauth/page.ts';
import type { State } from '../state.ts';

/** Where a browser is sent to sign in. */
export function authorizeRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  routes.get('/', (context) => {
    const reading = readAuthorization(state, context.req.query());
    if ('refusedTo' in reading) return context.redirect(reading.refusedTo);
    const { integration, scopes } = reading.asked;
    const hint = context.req.query('login_hint');
    return context.html(signInPage({ integration, scopes, people: signingIn(state), hint }));
  });
  routes.post('/', async (context) => {
    const reading = readAuthorization(state, context.req.query());
    if ('refusedTo' in reading) return context.redirect(reading.refusedTo);
    const person = decided(state, await readForm(context));
    return context.redirect(person ? allow(state, person, reading.asked) : deny(reading.asked));
  });
  return routes;
}

export const signingIn = (state: State): Person[] => state.people.all().filter(({ type }) => type === 'person');

/** Who allowed it; undefined where they denied it. */
export function decided(state: State, form: Readonly<Record<string, string>>): Person | undefined {
  if (form['decision'] !== 'allow') return undefined;
  const person = state.people.find(form['person'] ?? '');
  if (!person) throw badRequest('Nobody was chosen.');
  return person;
}
