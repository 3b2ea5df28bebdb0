import { z } from 'zod';
import { record, type Core } from './core.ts';
import { LIMITS } from './block-kit/limits.ts';
import { objectionsTo } from './block-kit/check.ts';
import { plainText } from './block-kit/objects.ts';
import type { Installation } from './state/app.ts';
import { newBlockId, newId, newSecret } from './state/ids.ts';
import type { Block, View } from './state/model.ts';
import { ApiError, invalidArguments } from './web-api/errors.ts';

const schema = z.looseObject({
  type: z.enum(['modal', 'home']),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
  title: plainText(LIMITS.viewTitle).optional(),
  submit: plainText(LIMITS.viewTitle).optional(),
  close: plainText(LIMITS.viewTitle).optional(),
  private_metadata: z
    .string()
    .max(LIMITS.privateMetadata, `must be less than ${LIMITS.privateMetadata + 1} characters`)
    .default(''),
  callback_id: z
    .string()
    .max(LIMITS.callbackId, `must be less than ${LIMITS.callbackId + 1} characters`)
    .default(''),
  external_id: z
    .string()
    .max(LIMITS.callbackId, `must be less than ${LIMITS.callbackId + 1} characters`)
    .default(''),
  clear_on_close: z.boolean().default(false),
  notify_on_close: z.boolean().default(false),
});

export type ViewDraft = z.output<typeof schema>;

/** A view payload as an app sends it. Throws `view_too_large` or `invalid_arguments`. */
export function parseView(payload: unknown, type: 'modal' | 'home'): ViewDraft {
  if (Buffer.byteLength(JSON.stringify(payload) ?? '') > LIMITS.viewBytes) throw new ApiError('view_too_large');
  const result = schema.safeParse(payload);
  if (!result.success) {
    throw invalidArguments(
      ...result.error.issues.map(({ message, path }) => `${message} [json-pointer:/view/${path.join('/')}]`),
    );
  }
  const draft = result.data;
  const objections = [
    ...(draft.type === type ? [] : [`view type must be ${type} [json-pointer:/view/type]`]),
    ...(type === 'modal' && !draft.title ? ['missing required field: title [json-pointer:/view]'] : []),
    ...(needsSubmit(draft) ? ['missing required field: submit [json-pointer:/view]'] : []),
    ...objectionsTo(draft.blocks, 'view', '/view/blocks'),
  ];
  if (objections.length > 0) throw invalidArguments(...objections);
  return draft;
}

const needsSubmit = ({ type, blocks, submit }: ViewDraft): boolean =>
  type === 'modal' && !submit && blocks.some((block) => block.type === 'input');

/** A view as Slack keeps it. `previous` is the one that it replaces. */
export function makeView(core: Core, installation: Installation, draft: ViewDraft, previous?: View): View {
  const id = previous?.id ?? newId('V');
  const { workspace } = installation;
  return {
    id,
    team_id: workspace.id,
    type: draft.type,
    blocks: draft.blocks.map((block): Block => ({ ...block, block_id: block.block_id ?? newBlockId() })),
    private_metadata: draft.private_metadata,
    callback_id: draft.callback_id,
    external_id: draft.external_id,
    hash: `${core.clock.ts()}.${newSecret(4)}`,
    state: previous?.state ?? { values: {} },
    ...(draft.title ? { title: draft.title } : {}),
    submit: draft.submit ?? null,
    close: draft.close ?? null,
    clear_on_close: draft.clear_on_close,
    notify_on_close: draft.notify_on_close,
    root_view_id: previous?.root_view_id ?? id,
    previous_view_id: previous?.previous_view_id ?? null,
    app_id: core.app.id,
    app_installed_team_id: workspace.id,
    bot_id: installation.botId,
  };
}

/** The open modals of a user, the top one last. */
export function modalsOf({ workspace }: Installation, user: string): View[] {
  const stack = workspace.modals.get(user) ?? [];
  workspace.modals.set(user, stack);
  return stack;
}

/** Puts a modal on top of a user's stack. */
export function showModal(core: Core, installation: Installation, user: string, draft: ViewDraft): View {
  const stack = modalsOf(installation, user);
  const below = stack.at(-1);
  const made = makeView(core, installation, draft);
  const view = below ? { ...made, root_view_id: below.root_view_id, previous_view_id: below.id } : made;
  stack.push(view);
  record(core, { type: 'view', change: below ? 'pushed' : 'opened', user, view });
  return view;
}

/** Replaces an open view in place. */
export function replaceView(core: Core, installation: Installation, old: View, draft: ViewDraft): View {
  const view = makeView(core, installation, draft, old);
  putView(installation, view);
  record(core, { type: 'view', change: 'updated', user: viewerOf(installation, view), view });
  return view;
}

/** Keeps what a person filled in or chose. */
export function rememberState(installation: Installation, view: View, values: View['state']['values']): View {
  const changed: View = { ...view, state: { values: { ...view.state.values, ...values } } };
  putView(installation, changed);
  return changed;
}

function putView({ workspace: { homes, modals } }: Installation, view: View): void {
  for (const [user, home] of homes) {
    if (home.id === view.id) homes.set(user, view);
  }
  for (const stack of modals.values()) {
    const index = stack.findIndex(({ id }) => id === view.id);
    if (index >= 0) stack[index] = view;
  }
}

export function findView({ workspace }: Installation, fits: (view: View) => boolean): View | undefined {
  return [...workspace.homes.values(), ...[...workspace.modals.values()].flat()].find(fits);
}

function viewerOf({ workspace }: Installation, { id }: View): string {
  const home = [...workspace.homes].find(([, view]) => view.id === id);
  const modal = [...workspace.modals].find(([, stack]) => stack.some((view) => view.id === id));
  return home?.[0] ?? modal?.[0] ?? '';
}
