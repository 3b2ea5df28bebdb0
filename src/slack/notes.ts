import type { KnownBlock } from '@slack/types';
import type { Note } from '../bridge/ports.ts';
import { escapeText } from './convert/escape.ts';

/** The `action_id` of the button that shows what a long catch-up left out; its value is the id of the gap. */
export const SHOW_ALL_ACTION = 'show_all';

/** A sentence of Pigdin's own in a thread, with a button. */
export function noteView({ text, button, value }: Note): { text: string; blocks: KnownBlock[] } {
  const words = escapeText(text);
  const label = { type: 'plain_text', text: button } as const;
  return {
    text: words,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: words } },
      { type: 'actions', elements: [{ type: 'button', action_id: SHOW_ALL_ACTION, value, text: label }] },
    ],
  };
}
