import type { App } from '@slack/bolt';
import { LINK_ACTION } from '../../views.ts';

/** Slack reports a press of a button that only opens an address, and wants it acknowledged. */
export function registerLinkAction(app: App): void {
  app.action(LINK_ACTION, ({ ack }) => ack());
}
