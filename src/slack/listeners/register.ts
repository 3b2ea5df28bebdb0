import type { App } from '@slack/bolt';
import type { Desk } from '../desk.ts';
import { register as aboutRoom } from './actions/about-room.ts';
import { register as chooseRoom } from './actions/choose-room.ts';
import { register as connect } from './actions/connect.ts';
import { register as drop } from './actions/drop.ts';
import { register as disconnect } from './actions/disconnect.ts';
import { register as failed } from './actions/failed.ts';
import { register as homeLeaf } from './actions/home-leaf.ts';
import { register as homeSearch } from './actions/home-search.ts';
import { register as leaf } from './actions/leaf.ts';
import { register as link } from './actions/link.ts';
import { register as open } from './actions/open.ts';
import { register as retry } from './actions/retry.ts';
import { register as openSettings } from './actions/settings.ts';
import { register as showAll } from './actions/show-all.ts';
import { register as writeTo } from './actions/write-to.ts';
import { register as pigdin } from './commands/pigdin.ts';
import { register as appHomeOpened } from './events/app-home-opened.ts';
import { register as appMention } from './events/app-mention.ts';
import { register as message } from './events/message.ts';
import { register as deleteInWebex } from './shortcuts/delete-in-webex.ts';
import { register as retrySending } from './shortcuts/retry-sending.ts';
import { register as roomDetails } from './shortcuts/room-details.ts';
import { register as whoWrote } from './shortcuts/who-wrote.ts';
import { register as deleteConfirmed } from './views/delete-in-webex.ts';
import { register as newConversation } from './views/new-conversation.ts';
import { register as settings } from './views/settings.ts';

const LISTENERS: readonly ((app: App, desk: Desk) => void)[] = [
  pigdin,
  aboutRoom,
  chooseRoom,
  connect,
  disconnect,
  drop,
  failed,
  homeLeaf,
  homeSearch,
  leaf,
  link,
  open,
  retry,
  openSettings,
  showAll,
  writeTo,
  appHomeOpened,
  appMention,
  message,
  deleteInWebex,
  retrySending,
  roomDetails,
  whoWrote,
  deleteConfirmed,
  newConversation,
  settings,
];

/** Everything that Slack may tell Pigdin of, each in a file of its own. */
export function registerListeners(app: App, desk: Desk): void {
  for (const register of LISTENERS) register(app, desk);
}
