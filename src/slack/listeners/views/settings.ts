import type { App, ViewOutput } from '@slack/bolt';
import * as z from 'zod';
import { isUuid, type RoomKey } from '../../../bridge/ids.ts';
import type { Account } from '../../../bridge/model.ts';
import type { AccountSettings } from '../../../bridge/settings.ts';
import { texts } from '../../../bridge/texts.ts';
import { objectionTo } from '../../channels.ts';
import { doerOf, type Desk, type Doer } from '../../desk.ts';
import { SETTINGS_FORM as FORM, SHOW } from '../../views/settings-form.ts';

/** Slack waits three seconds for the answer to a form. */
const PATIENCE_MS = 2000;

/** The settings are saved. */
export function register(app: App, desk: Desk): void {
  app.view(FORM.id, async ({ ack, body, view, client }) => {
    const doer = doerOf(body, client);
    const { bridge } = desk;
    const account = bridge.accounts.ofSlackUser(doer.team, doer.slackUser);
    if (!account) return ack({ response_action: 'errors', errors: { [FORM.place]: texts.notConnected } });
    const chosen = read(view);
    const errors = await mistakesIn(chosen, account, doer);
    if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors });
    await ack();
    const home = chosen.channel ?? (await homeOf(account, doer));
    if (home !== account.home) await bridge.accounts.save({ ...account, home });
    await bridge.settings.change(account.user, () => chosen.settings);
  });
}

interface Chosen {
  /** Undefined for the direct messages. */
  readonly channel: string | undefined;
  readonly isChannelMissing: boolean;
  readonly times: readonly (string | undefined)[];
  readonly settings: Partial<AccountSettings>;
}

const starts = z.enum(['all', 'direct', 'chosen']);
const deleted = z.enum(['remove', 'strike']);

function read(view: ViewOutput): Chosen {
  const field = fieldsOf(view);
  const isDirect = field(FORM.place)?.selected_option?.value !== 'channel';
  const channel = field(FORM.channel)?.selected_conversation ?? undefined;
  return {
    channel: isDirect ? undefined : channel,
    isChannelMissing: !isDirect && channel === undefined,
    times: timesIn(view),
    settings: settingsIn(view),
  };
}

function settingsIn(view: ViewOutput): Partial<AccountSettings> {
  const field = fieldsOf(view);
  const picked = (id: string): string[] => (field(id)?.selected_options ?? []).map(({ value }) => value);
  const [from, to] = timesIn(view);
  const show = picked(FORM.show);
  return {
    starts: starts.parse(field(FORM.starts)?.selected_option?.value),
    // The rooms may not have been there yet when the form was saved: then what was chosen stays.
    ...(field(FORM.chosen) === undefined ? {} : { chosen: picked(FORM.chosen).filter(isRoomKey) }),
    quietHours: from !== undefined && to !== undefined ? { from, to } : undefined,
    ownMessages: show.includes(SHOW.own),
    reactionNotes: show.includes(SHOW.reactions),
    deleted: deleted.parse(field(FORM.deleted)?.selected_option?.value),
  };
}

const timesIn = (view: ViewOutput): (string | undefined)[] =>
  [FORM.quietFrom, FORM.quietTo].map((id) => fieldsOf(view)(id)?.selected_time ?? undefined);

const fieldsOf =
  ({ state }: ViewOutput) =>
  (id: string) =>
    state.values[id]?.[id];

/** By the block that Slack shows them at. */
async function mistakesIn(chosen: Chosen, { home }: Account, { client }: Doer): Promise<Record<string, string>> {
  const { channel, isChannelMissing, times } = chosen;
  const isHalf = times.filter((time) => time === undefined).length === 1;
  const objection =
    channel === undefined || channel === home
      ? undefined
      : await inTime(objectionTo({ kind: 'channel', id: channel }, client), texts.slackSilent);
  return {
    ...(isChannelMissing ? { [FORM.channel]: texts.placeChannelMissing } : {}),
    ...(objection === undefined ? {} : { [FORM.channel]: withoutMarkup(objection) }),
    ...(isHalf ? { [FORM.quietTo]: texts.quietHalf } : {}),
  };
}

/** Beside a field Slack shows plain text. */
const withoutMarkup = (text: string): string =>
  text
    .replace(/^<#\w+>/, texts.thisChannel)
    .replace(/<#\w+>/g, texts.thatChannel)
    .replaceAll('`', '');

async function inTime(work: Promise<string | undefined>, otherwise: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(otherwise), PATIENCE_MS);
  return Promise.race([work.catch(() => otherwise), promise]).finally(() => clearTimeout(timer));
}

async function homeOf({ home }: Account, { client, slackUser }: Doer): Promise<string> {
  if (home.startsWith('D')) return home;
  const { channel } = await client.conversations.open({ users: slackUser });
  return channel?.id ?? home;
}

const isRoomKey = (value: string): value is RoomKey => isUuid(value);
