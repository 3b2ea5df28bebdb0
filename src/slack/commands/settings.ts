import type { Account } from '../../bridge/model.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import { describeError } from '../../bridge/errors.ts';
import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from '../views/ids.ts';
import { actions, button, section, type View } from '../views/message.ts';
import { settingsForm } from '../views/settings-form.ts';
import { forOwners, type OwnersAsked } from './asked.ts';

/** Opens the settings at once, and fills in the rooms when Webex has told them. */
export const settings = forOwners(async (asked) => {
  const { triggerId } = asked;
  if (triggerId === undefined) return fromHere();
  await openSettings(asked, triggerId);
  return undefined;
});

/** What was written in a thread cannot open a form; a button can. */
const fromHere = (): View => ({
  text: texts.settingsFromHere,
  blocks: [section(texts.settingsFromHere), actions(button(ACTIONS.settings, texts.settingsTitle))],
});

async function openSettings(asked: Omit<OwnersAsked, 'args'>, triggerId: string): Promise<void> {
  const { account, bridge, client } = asked;
  const known = { account, settings: bridge.settings.of(account.user) };
  const { view } = await client.views.open({
    trigger_id: triggerId,
    view: settingsForm({ ...known, rooms: 'loading' }),
  });
  const { id, hash } = view ?? {};
  if (id === undefined || hash === undefined) return;
  const rooms = await roomsOf(asked);
  // Slack refuses where the form was closed meanwhile, or is not as it was.
  await client.views
    .update({ view_id: id, hash, view: settingsForm({ ...known, rooms }) })
    .catch((error: unknown) =>
      asked.log.info({ error: describeError(error) }, 'the settings were closed before they were filled'),
    );
}

type Known = { readonly all: readonly KnownRoom[]; readonly isPart: boolean };

/** The account's rooms, those with a thread first. */
async function roomsOf({
  account,
  bridge,
  log,
}: {
  account: Account;
  bridge: Bridge;
  log: OwnersAsked['log'];
}): Promise<Known> {
  const mirrored: readonly KnownRoom[] = await bridge.rooms.mirrored(account);
  const known = new Set(mirrored.map(({ room }) => room));
  try {
    const { found } = await bridge.rooms.search(account, '');
    return { all: [...mirrored, ...found.filter(({ room }) => !known.has(room))], isPart: false };
  } catch (error) {
    log.warn({ error: describeError(error) }, 'Webex cannot be asked for rooms');
    return { all: mirrored, isPart: true };
  }
}
