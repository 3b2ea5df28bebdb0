import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, section, type View } from './message.ts';

/** The first words that somebody reads of Pigdin, with the one thing to do. */
export const welcome = (): View => ({
  text: texts.welcome,
  blocks: [section(texts.welcome), actions(button(ACTIONS.connect, texts.connectButton, { style: 'primary' }))],
});
