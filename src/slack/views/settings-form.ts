import type { InputBlock, KnownBlock, ModalView, Option } from '@slack/types';
import type { Account } from '../../bridge/model.ts';
import type { KnownRoom } from '../../bridge/rooms.ts';
import type { AccountSettings } from '../../bridge/settings.ts';
import { texts } from '../../bridge/texts.ts';
import { context, plain } from './message.ts';
import { isDirect } from './status.ts';

/** `callback_id` of the modal; each field's `block_id` is also its `action_id`. */
export const SETTINGS_FORM = {
  id: 'settings',
  place: 'place',
  channel: 'channel',
  starts: 'starts',
  chosen: 'chosen',
  quietFrom: 'quiet_from',
  quietTo: 'quiet_to',
  show: 'show',
  deleted: 'deleted',
} as const;

export const SHOW = { own: 'own', reactions: 'reactions' } as const;

interface SettingsForm {
  readonly account: Account;
  readonly settings: AccountSettings;
  /** To choose from; `loading` while Webex is asked. */
  readonly rooms: 'loading' | { readonly all: readonly KnownRoom[]; readonly isPart: boolean };
}

const TITLE = 24;
const OPTION = 75;
const LABEL = 200;
const OPTIONS = 100;

/** What an account's owner may choose. */
export const settingsForm = ({ account, settings, rooms }: SettingsForm): ModalView => ({
  type: 'modal',
  callback_id: SETTINGS_FORM.id,
  title: plain(texts.settingsTitle, TITLE),
  submit: plain(texts.settingsSave, TITLE),
  close: plain(texts.cancel, TITLE),
  blocks: [
    ...placeFields(account),
    radio(SETTINGS_FORM.starts, texts.startsLabel, settings.starts, [
      ['all', texts.startsAll],
      ['direct', texts.startsDirect],
      ['chosen', texts.startsChosen],
    ]),
    ...chosenField(settings, rooms),
    time(SETTINGS_FORM.quietFrom, texts.quietFromLabel, settings.quietHours?.from),
    {
      ...time(SETTINGS_FORM.quietTo, texts.quietToLabel, settings.quietHours?.to),
      hint: plain(texts.quietHint, LABEL),
    },
    showField(settings),
    radio(SETTINGS_FORM.deleted, texts.deletedLabel, settings.deleted, [
      ['remove', texts.deletedRemove],
      ['strike', texts.deletedStrike],
    ]),
  ],
});

function placeFields({ home }: Account): InputBlock[] {
  const channel = field(SETTINGS_FORM.channel, texts.placeChannelLabel, {
    type: 'conversations_select',
    action_id: SETTINGS_FORM.channel,
    filter: { include: ['public', 'private'], exclude_external_shared_channels: true, exclude_bot_users: true },
    ...(isDirect(home) ? {} : { initial_conversation: home }),
  });
  return [
    radio(SETTINGS_FORM.place, texts.placeLabel, isDirect(home) ? 'direct' : 'channel', [
      ['direct', texts.placeDirect],
      ['channel', texts.placeChannel],
    ]),
    { ...channel, optional: true, hint: plain(texts.placeChannelHint, LABEL) },
  ];
}

/** Those already chosen come first: what is no option would be lost with the next save. */
function chosenField({ chosen }: AccountSettings, rooms: SettingsForm['rooms']): KnownBlock[] {
  if (rooms === 'loading') return [context(texts.chosenLoading)];
  const picked = new Set(chosen);
  const options = rooms.all
    .toSorted((a, b) => Number(picked.has(b.room)) - Number(picked.has(a.room)))
    .slice(0, OPTIONS)
    .map((room) => ({ room: room.room, option: option(room.room, room.title) }));
  if (options.length === 0) return [context(rooms.isPart ? texts.chosenFailed : texts.chosenNone)];
  const initial = options.filter(({ room }) => picked.has(room)).map((one) => one.option);
  const select = field(SETTINGS_FORM.chosen, texts.chosenLabel, {
    type: 'multi_static_select',
    action_id: SETTINGS_FORM.chosen,
    placeholder: plain(texts.chooseRoom, OPTION),
    options: options.map((one) => one.option),
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  });
  return [
    { ...select, optional: true, hint: plain(texts.chosenHint, LABEL) },
    ...(rooms.isPart ? [context(texts.chosenFailed)] : []),
  ];
}

function showField({ ownMessages, reactionNotes }: AccountSettings): InputBlock {
  const [own, reactions] = [option(SHOW.own, texts.showOwn), option(SHOW.reactions, texts.showReactions)];
  const initial = [...(ownMessages ? [own] : []), ...(reactionNotes ? [reactions] : [])];
  const boxes = field(SETTINGS_FORM.show, texts.showLabel, {
    type: 'checkboxes',
    action_id: SETTINGS_FORM.show,
    options: [own, reactions],
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  });
  return { ...boxes, optional: true };
}

function radio(id: string, label: string, chosen: string, choices: readonly (readonly [string, string])[]): InputBlock {
  const options = choices.map(([value, text]) => option(value, text));
  const initial = options.find(({ value }) => value === chosen);
  return field(id, label, {
    type: 'radio_buttons',
    action_id: id,
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  });
}

const time = (id: string, label: string, initial: string | undefined): InputBlock => ({
  ...field(id, label, {
    type: 'timepicker',
    action_id: id,
    ...(initial === undefined ? {} : { initial_time: initial }),
  }),
  optional: true,
});

const field = (id: string, label: string, element: InputBlock['element']): InputBlock => ({
  type: 'input',
  block_id: id,
  label: plain(label, LABEL),
  element,
});

const option = (value: string, text: string): Option & { readonly text: ReturnType<typeof plain> } => ({
  value,
  text: plain(text, OPTION),
});
