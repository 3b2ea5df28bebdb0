import type { App } from '@slack/bolt';
import { ACTIONS } from '../../views/ids.ts';

/** Slack reports a press of a button that only opens an address, and wants it acknowledged. */
export function register(app: App): void {
  app.action(ACTIONS.link, ({ ack }) => ack());
}
