import type { ModalView } from '@slack/types';
import { texts } from '../../bridge/texts.ts';
import { plain, section, type View } from './message.ts';

const TITLE = 24;

/** What a message would say, in a modal. */
export const modalOf = (title: string, view: View | undefined): ModalView => ({
  type: 'modal',
  title: plain(title, TITLE),
  close: plain(texts.close, TITLE),
  blocks: view?.blocks ?? [],
});

/** A modal that only says something. */
export const noteModal = (title: string, text: string): ModalView => modalOf(title, { text, blocks: [section(text)] });
