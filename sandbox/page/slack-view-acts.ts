import { Hono } from 'hono';
import * as z from 'zod';
import type { View } from '../slack/state/model.ts';
import type { Person } from '../slack/world/person.ts';
import { act, name, object, Refused } from './act.ts';
import { elementOf, inSlack, pressed, unanswered } from './in-slack.ts';

const somebody = { user: name('user') };
const click = object({ ...somebody, ...pressed, in: z.enum(['home', 'modal'], 'in must be home or modal') });
const submission = object({
  ...somebody,
  values: z.record(z.string(), z.union([z.string(), z.array(z.string())]), 'values are missing'),
});

/** What one does in the app's Home and in its forms. @param as the person of that id */
export function slackViewActs(as: (id: string) => Person): Hono {
  const app = new Hono();
  app.post(
    '/home',
    act(object(somebody), ({ user }) => as(user).opensHome()),
  );
  app.post(
    '/view-clicks',
    act(click, async (wish) => {
      const person = as(wish.user);
      const element = elementOf(wish);
      const { acknowledged, reason } = await inSlack(() =>
        wish.in === 'home' ? person.clicksInHome(element, wish.choice) : person.clicksInModal(element, wish.choice),
      );
      if (!acknowledged) throw unanswered(`That failed with the error “${reason}”`);
    }),
  );
  app.post(
    '/submissions',
    act(submission, async ({ user, values }) => {
      const person = as(user);
      const form = person.modals.at(-1);
      const { acknowledged, errors, failure } = await inSlack(() => person.submits(values));
      if (!acknowledged) throw unanswered('The form was not taken');
      if (failure !== undefined) throw new Refused(502, `Slack could not do what the app answered: ${failure}`);
      if (Object.keys(errors).length > 0) throw new Refused(422, objections(form, errors));
    }),
  );
  app.post(
    '/closings',
    act(object(somebody), ({ user }) => inSlack(() => as(user).closesModal())),
  );
  return app;
}

const labelled = z.object({ label: z.object({ text: z.string() }) });

/** What the app has against what was filled in, each with the name of its field. */
const objections = (form: View | undefined, errors: Readonly<Record<string, string>>): string =>
  Object.entries(errors)
    .map(([blockId, error]) => {
      const field = labelled.safeParse(form?.blocks.find((block) => block.block_id === blockId));
      return field.success ? `${field.data.label.text}: ${error}` : error;
    })
    .join('\n');
