import type { Invitation } from '../../bridge/ports.ts';
import { escapeText } from '../convert/escape.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, section, type View } from './message.ts';

/** A sentence, and a button that opens an address. */
export const invitation = ({ text, button: label, url }: Invitation): View => ({
  text: escapeText(text),
  blocks: [section(text), actions(button(ACTIONS.link, label, { style: 'primary', url }))],
});
