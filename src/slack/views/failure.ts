import { escapeText } from '../convert/escape.ts';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, section, type View } from './message.ts';

/** Beside a reply that did not reach Webex. @param id what the button sends again */
export function failureNotice(id: string, reason: string): View {
  const text = escapeText(texts.notSent(reason));
  return { text, blocks: [section(text), actions(button(ACTIONS.retry, texts.retryButton, { value: id }))] };
}
