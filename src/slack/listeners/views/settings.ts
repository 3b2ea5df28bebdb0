import type { App, ViewOutput } from '@slack/bolt';
import * as z from 'zod';
import { isUuid, type RoomKey } from '../../../bridge/ids.ts';
import type { Account } from '../../../bridge/model.ts';
import type { AccountSettings } from '../../../bridge/settings.ts';
import { texts } from '../../../bridge/texts.ts';
import { objectionTo } from '../../channels.ts';
import { doerOf, type Desk, type Doer } from '../../desk.ts';
import { isDirect } from '../../views/status.ts';
import { SETTINGS_FORM as FORM, SHOW } from '../../views/settings-form.ts';

/** Slack waits three seconds for the answer to a form. */
const PATIENCE_MS = 2000;

/** The settings are saved. Slack hears that all is well once they are. */
export function register(app: App, desk: Desk): void {
  app.view(FORM.id, async ({ ack, body, view, client }) => {
    const doer = doerOf(body, client);
    const { bridge } = desk;
    const account = bridge.accounts.ofSlackUser(doer.team, doer.slackUser);
    if (!account) return ack({ response_action: 'errors', errors: { [FORM.place]: texts.notConnected } });
    const chosen = read(view);
    const place = await placeFor(chosen, account, doer);
    const errors = mistakesIn(chosen, place);
    if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors });
    if (place.home !== undefined && place.home !== account.home) {
      await bridge.accounts.save({ ...account, home: place.home });
    }
    await bridge.settings.change(account.user, () => chosen.settings);
    await ack();
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
  const isInChannel = field(FORM.place)?.selected_option?.value === 'channel';
  const channel = field(FORM.channel)?.selected_conversation ?? undefined;
  return {
    channel: isInChannel ? channel : undefined,
    isChannelMissing: isInChannel && channel === undefined,
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

interface Place {
  readonly home?: string;
  /** Why it cannot be used. */
  readonly objection?: string;
}

/** Where new threads shall appear. Slack is asked only where that changes. */
async function placeFor({ channel, isChannelMissing }: Chosen, { home }: Account, doer: Doer): Promise<Place> {
  const stays = channel === undefined ? isDirect(home) : channel === home;
  if (isChannelMissing || stays) return { home };
  return inTime(channel === undefined ? directPlace(doer) : channelPlace(channel, doer));
}

async function channelPlace(id: string, { client }: Doer): Promise<Place> {
  const objection = await objectionTo({ kind: 'channel', id }, client);
  return objection === undefined ? { home: id } : { objection };
}

async function directPlace({ client, slackUser }: Doer): Promise<Place> {
  const { channel } = await client.conversations.open({ users: slackUser });
  return channel?.id === undefined ? { objection: texts.slackSilent } : { home: channel.id };
}

async function inTime(work: Promise<Place>): Promise<Place> {
  const silent = { objection: texts.slackSilent };
  const { promise, resolve } = Promise.withResolvers<Place>();
  const timer = setTimeout(() => resolve(silent), PATIENCE_MS);
  return Promise.race([work.catch(() => silent), promise]).finally(() => clearTimeout(timer));
}

/** By the block that Slack shows them at. */
function mistakesIn({ isChannelMissing, times }: Chosen, { objection }: Place): Record<string, string> {
  const isHalf = times.filter((time) => time === undefined).length === 1;
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

const isRoomKey = (value: string): value is RoomKey => isUuid(value);
