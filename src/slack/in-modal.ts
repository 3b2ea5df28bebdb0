import type { ModalView } from '@slack/types';
import { describeError } from '../bridge/errors.ts';
import { texts } from '../bridge/texts.ts';
import { sentenceFor } from './commands/run.ts';
import type { Desk, Doer } from './desk.ts';
import { noteModal } from './views/modal.ts';

/** Opens a modal at once, within the three seconds that Slack gives, and fills it when the work is done. */
export async function inModal(
  { log }: Desk,
  { client }: Doer,
  { triggerId, title }: { readonly triggerId: string; readonly title: string },
  work: () => Promise<ModalView>,
): Promise<void> {
  const opened = await client.views.open({ trigger_id: triggerId, view: noteModal(title, texts.looking) });
  const filled = await work().catch((error: unknown) => {
    log.error({ what: title, error: describeError(error) }, 'something asked in Slack failed');
    return noteModal(title, sentenceFor(error));
  });
  const id = opened.view?.id;
  if (id !== undefined) await fill({ log }, { client }, id, filled);
}

/** Changes an open modal. Where it was closed meanwhile, nobody waits for it. */
export async function fill(
  { log }: Pick<Desk, 'log'>,
  { client }: Pick<Doer, 'client'>,
  id: string,
  view: ModalView,
): Promise<void> {
  await client.views
    .update({ view_id: id, view })
    .catch((error: unknown) => log.info({ error: describeError(error) }, 'a modal was closed before it was filled'));
}
