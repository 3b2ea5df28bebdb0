import { record } from '../core.ts';
import type { Outcome } from '../delivery/transport.ts';
import { findEphemeral } from '../ephemerals.ts';
import { messageJson } from '../json.ts';
import type { Channel, View } from '../state/model.ts';
import { messageAt } from '../state/workspace.ts';
import { channelNameOf, commonPayload, type Acting } from './context.ts';
import { rememberState } from '../views.ts';
import { actionIdOf, findElement, stateOf, type Choice, type ElementId, type Found } from './elements.ts';

/** One click, choice or shortcut, as its user lives it. */
export interface Interaction {
  readonly acknowledged: boolean;
  /** Why Slack shows the user a warning instead. */
  readonly reason?: string;
  readonly triggerId: string;
  /** Undefined in views. */
  readonly responseUrl?: string;
  /** The bodies posted to the response_url; grows. */
  readonly responses: unknown[];
}

/** Presses a button or makes a choice in a message or an ephemeral one. Throws when there is no such element to see. */
export async function clickInMessage(
  acting: Acting,
  channel: Channel,
  ts: string,
  id: ElementId,
  choice?: Choice,
): Promise<Interaction> {
  const { core, installation, user } = acting;
  const { workspace } = installation;
  const ephemeral = findEphemeral(workspace, channel.id, ts);
  const message = messageAt(channel, ts);
  const shown = ephemeral?.viewer === user.id ? ephemeral : message;
  const found = findElement(shown?.blocks ?? [], id);
  if (!shown || !found) throw new Error(`${user.realName} sees no element ${actionIdOf(id)} at ${ts}`);
  const thread = shown.thread_ts === undefined ? {} : { thread_ts: shown.thread_ts };
  const { responseUrl, responses } = issueResponseUrl(acting, channel, ts, shown.thread_ts);
  const triggerId = core.triggers.issue(user.id);
  const outcome = await send(acting, {
    ...commonPayload(acting, 'block_actions'),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: shown === ephemeral,
      ...thread,
    },
    trigger_id: triggerId,
    channel: { id: channel.id, name: channelNameOf(channel) },
    ...(message && shown === message ? { message: messageJson(channel, message) } : {}),
    state: { values: chosenState(found, choice) },
    response_url: responseUrl,
    actions: [actionOf(acting, found, choice)],
  });
  return { ...resultOf(outcome), triggerId, responseUrl, responses };
}

/** The same in App Home or a modal. */
export async function clickInView(acting: Acting, view: View, id: ElementId, choice?: Choice): Promise<Interaction> {
  const found = findElement(view.blocks, id);
  if (!found) throw new Error(`${acting.user.realName} sees no element ${actionIdOf(id)} in the view`);
  const triggerId = acting.core.triggers.issue(acting.user.id, view.id);
  const shown = rememberState(acting.installation, view, chosenState(found, choice));
  const outcome = await send(acting, {
    ...commonPayload(acting, 'block_actions'),
    container: { type: 'view', view_id: view.id },
    trigger_id: triggerId,
    view: shown,
    state: shown.state,
    actions: [actionOf(acting, found, choice)],
  });
  return { ...resultOf(outcome), triggerId, responses: [] };
}

/** A shortcut in a message's menu. Ephemeral messages have none. */
export async function useMessageShortcut(
  acting: Acting,
  channel: Channel,
  ts: string,
  callbackId: string,
): Promise<Interaction> {
  const message = messageAt(channel, ts);
  if (!message) throw new Error(`${acting.user.realName} sees no message at ${ts}`);
  requireShortcut(acting, 'message', callbackId);
  const { responseUrl, responses } = issueResponseUrl(acting, channel, ts, message.thread_ts);
  const triggerId = acting.core.triggers.issue(acting.user.id);
  const outcome = await send(acting, {
    ...commonPayload(acting, 'message_action'),
    action_ts: acting.core.clock.ts(),
    callback_id: callbackId,
    trigger_id: triggerId,
    response_url: responseUrl,
    message_ts: ts,
    channel: { id: channel.id, name: channelNameOf(channel) },
    message: messageJson(channel, message),
  });
  return { ...resultOf(outcome), triggerId, responseUrl, responses };
}

/** A shortcut in the search or the compose menu. It knows no conversation. */
export async function useGlobalShortcut(acting: Acting, callbackId: string): Promise<Interaction> {
  requireShortcut(acting, 'global', callbackId);
  const triggerId = acting.core.triggers.issue(acting.user.id);
  const outcome = await send(acting, {
    ...commonPayload(acting, 'shortcut'),
    action_ts: acting.core.clock.ts(),
    callback_id: callbackId,
    trigger_id: triggerId,
  });
  return { ...resultOf(outcome), triggerId, responses: [] };
}

/** Sends an interactive payload and notes how it went. */
export async function send({ core, user }: Acting, payload: Record<string, unknown>): Promise<Outcome> {
  const outcome = await core.dispatcher.request('interactive', payload);
  const { acknowledged } = outcome;
  const reason = acknowledged ? {} : { reason: outcome.reason };
  record(core, { type: 'interaction', kind: String(payload['type']), user: user.id, acknowledged, ...reason });
  return outcome;
}

const resultOf = (outcome: Outcome): Pick<Interaction, 'acknowledged' | 'reason'> =>
  outcome.acknowledged ? { acknowledged: true } : { acknowledged: false, reason: outcome.reason };

function issueResponseUrl(
  { core, installation, user }: Acting,
  channel: Channel,
  originalTs: string,
  threadTs: string | undefined,
): { responseUrl: string; responses: unknown[] } {
  const responses: unknown[] = [];
  const path = core.responseUrls.issue('actions', {
    team: installation.workspace.id,
    channel: channel.id,
    user: user.id,
    originalTs,
    ...(threadTs !== undefined ? { threadTs } : {}),
    onResponse: (body) => responses.push(body),
  });
  return { responseUrl: core.url + path, responses };
}

function actionOf({ core }: Acting, { block, element }: Found, choice: Choice | undefined): object {
  const common = { action_id: element.action_id, block_id: block.block_id, action_ts: core.clock.ts() };
  if (element.type !== 'button') return { ...common, ...stateOf(element, choice) };
  const { text, value, style, url } = element;
  return {
    ...common,
    type: 'button',
    text,
    ...(value !== undefined ? { value } : {}),
    ...(style !== undefined ? { style } : {}),
    ...(url !== undefined ? { url } : {}),
  };
}

/** A choice becomes part of the state; a pressed button does not. */
function chosenState({ block, element }: Found, choice: Choice | undefined): View['state']['values'] {
  if (element.type === 'button' || element.type === 'overflow') return {};
  return { [block.block_id ?? '']: { [element.action_id ?? '']: stateOf(element, choice) } };
}

function requireShortcut({ core }: Acting, type: 'message' | 'global', callbackId: string): void {
  const { shortcuts } = core.app.manifest.features;
  if (shortcuts.some((one) => one.type === type && one.callback_id === callbackId)) return;
  throw new Error(`The app has no ${type} shortcut ${callbackId}`);
}
