import { z } from 'zod';
import { record } from '../core.ts';
import type { View } from '../state/model.ts';
import { findView, makeView, modalsOf, parseView, replaceView, showModal, type ViewDraft } from '../views.ts';
import { json, text } from './args.ts';
import { ApiError, invalidArguments } from './errors.ts';
import { botMethod, type BotCall, type Method } from './method.ts';

/** Documented: one modal and two more on top of it. */
const MAX_STACK = 3;

const view = json(z.record(z.string(), z.unknown()), 'invalid_arguments');

const open = botMethod({
  tier: 't4',
  args: z.object({ trigger_id: text.default(''), view }),
  run: (call, args) => {
    const draft = draftOf(call, args.view, 'modal');
    const { user } = exchange(call, args.trigger_id);
    return { view: showModal(call.core, call.installation, user, draft) };
  },
});

const push = botMethod({
  tier: 't4',
  args: z.object({ trigger_id: text.default(''), view }),
  run: (call, args) => {
    const draft = draftOf(call, args.view, 'modal');
    const { user, viewId } = exchange(call, args.trigger_id);
    const stack = modalsOf(call.installation, user);
    if (viewId === undefined || !stack.some(({ id }) => id === viewId)) throw new ApiError('not_found');
    if (stack.length >= MAX_STACK) throw new ApiError('push_limit_reached');
    return { view: showModal(call.core, call.installation, user, draft) };
  },
});

const update = botMethod({
  tier: 't4',
  args: z.object({ view_id: text.optional(), external_id: text.optional(), hash: text.optional(), view }),
  run: (call, { view_id: viewId, external_id: externalId, hash, view: payload }) => {
    if (viewId === undefined && externalId === undefined) throw invalidArguments('missing required field: view_id');
    const old = findView(call.installation, (one) =>
      viewId === undefined ? one.external_id === externalId : one.id === viewId,
    );
    if (!old) throw new ApiError('not_found');
    if (hash !== undefined && hash !== old.hash) throw new ApiError('hash_conflict');
    return { view: replaceView(call.core, call.installation, old, draftOf(call, payload, old.type, old)) };
  },
});

const publish = botMethod({
  tier: 't4',
  args: z.object({ user_id: text, hash: text.optional(), view }),
  run: (call, { user_id: user, hash, view: payload }) => {
    const { core, installation, workspace } = call;
    if (!core.app.manifest.features.app_home.home_tab_enabled) throw new ApiError('not_enabled');
    if (!workspace.users.has(user)) throw invalidArguments('invalid `user_id`');
    const old = workspace.homes.get(user);
    if (hash !== undefined && hash !== old?.hash) throw new ApiError('hash_conflict');
    const published = makeView(core, installation, draftOf(call, payload, 'home', old), old);
    workspace.homes.set(user, published);
    record(core, { type: 'view', change: 'published', user, view: published });
    return { view: published };
  },
});

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};

function exchange({ core }: BotCall, triggerId: string): { user: string; viewId?: string } {
  const trigger = core.triggers.exchange(triggerId);
  if (typeof trigger === 'string') throw new ApiError(trigger);
  return trigger;
}

function draftOf({ installation }: BotCall, payload: unknown, type: 'modal' | 'home', old?: View): ViewDraft {
  const draft = parseView(payload, type);
  const isTaken =
    draft.external_id !== '' &&
    findView(installation, ({ external_id: id, id: viewId }) => id === draft.external_id && viewId !== old?.id);
  if (isTaken) throw new ApiError('duplicate_external_id');
  return draft;
}
