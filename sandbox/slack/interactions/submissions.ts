import { z } from 'zod';
import { record } from '../core.ts';
import type { Block, View } from '../state/model.ts';
import { modalsOf, parseView, rememberState, replaceView, showModal } from '../views.ts';
import { ApiError } from '../web-api/errors.ts';
import { send } from './actions.ts';
import { commonPayload, type Acting } from './context.ts';
import { elementsOf, stateOf, type Choice } from './elements.ts';

/** One submission of a modal, as its user lives it. */
export interface Submission {
  readonly acknowledged: boolean;
  /** Shown beside the fields, by `block_id`; the modal stays open. */
  readonly errors: Readonly<Record<string, string>>;
  /** Why Slack could not follow the app's answer; the modal stays open. */
  readonly failure?: string;
}

const answerSchema = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

/** Presses the submit button of an open modal. `values` are keyed by `action_id`. */
export async function submitView(
  acting: Acting,
  view: View,
  values: Readonly<Record<string, Choice>>,
): Promise<Submission> {
  requireAnswers(view, values);
  const filled = rememberState(acting.installation, view, stateValues(view.blocks, values));
  const outcome = await send(acting, {
    ...commonPayload(acting, 'view_submission'),
    trigger_id: acting.core.triggers.issue(acting.user.id, view.id),
    view: filled,
    response_urls: [],
  });
  if (!outcome.acknowledged) return { acknowledged: false, errors: {} };
  const answer = answerSchema.safeParse(outcome.body);
  const errors = answer.success && answer.data.response_action === 'errors' ? answer.data.errors : {};
  try {
    follow(acting, filled, answer.success ? answer.data : undefined);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { acknowledged: true, errors, failure: error.code };
  }
  return { acknowledged: true, errors };
}

/** Closes a modal by its close button. */
export async function closeView(acting: Acting, view: View): Promise<void> {
  const stack = modalsOf(acting.installation, acting.user.id);
  await discard(acting, view.clear_on_close ? stack.splice(0) : take(stack, view), view.clear_on_close);
}

type Answer = z.output<typeof answerSchema>;

function follow(acting: Acting, view: View, answer: Answer | undefined): void {
  const { core, installation, user } = acting;
  const stack = modalsOf(installation, user.id);
  switch (answer?.response_action) {
    case 'errors':
      return;
    case 'update':
      replaceView(core, installation, view, parseView(answer.view, 'modal'));
      return;
    case 'push':
      showModal(core, installation, user.id, parseView(answer.view, 'modal'));
      return;
    case 'clear':
      note(acting, stack.splice(0));
      return;
    case undefined:
      note(acting, take(stack, view));
  }
}

const take = (stack: View[], view: View): View[] =>
  stack.splice(
    stack.findIndex(({ id }) => id === view.id),
    1,
  );

async function discard(acting: Acting, views: readonly View[], isCleared: boolean): Promise<void> {
  note(acting, views);
  for (const view of views.filter((one) => one.notify_on_close)) {
    await send(acting, { ...commonPayload(acting, 'view_closed'), view, is_cleared: isCleared });
  }
}

function note({ core, user }: Acting, views: readonly View[]): void {
  for (const view of views) record(core, { type: 'view', change: 'closed', user: user.id, view });
}

function stateValues(blocks: readonly Block[], values: Readonly<Record<string, Choice>>): View['state']['values'] {
  const interactive = blocks.filter((block) => elementsOf(block).some(({ type }) => type !== 'button'));
  return Object.fromEntries(
    interactive.map((block) => [
      block.block_id ?? '',
      Object.fromEntries(
        elementsOf(block).map((one) => [one.action_id ?? '', stateOf(one, values[one.action_id ?? ''])]),
      ),
    ]),
  );
}

/** Slack does not submit a modal while a field that is not optional is empty. */
function requireAnswers({ blocks }: View, values: Readonly<Record<string, Choice>>): void {
  for (const block of blocks) {
    const [element] = block.type === 'input' && block['optional'] !== true ? elementsOf(block) : [];
    const choice = element && values[element.action_id ?? ''];
    if (element && (choice === undefined || choice.length === 0)) {
      throw new Error(`Slack asks to complete the field ${element.action_id} first`);
    }
  }
}
