/** What stands in the Home, and in the first words that somebody reads. Names and titles come escaped. */
export const homeTexts = {
  homeHeading: 'Your Webex rooms, in Slack',
  intro:
    'Pigdin shows each of your Webex rooms as a thread in Slack; what you reply there goes to Webex as you. ' +
    'Connect your Webex account once, and the rest happens by itself.',
  introPrivacy:
    'Threads appear in your direct messages with Pigdin, where only you can read them, unless you choose a channel.',
  connectTitle: 'Connect Webex',
  connecting: 'Preparing the sign-in…',

  welcome:
    'Welcome. Pigdin shows your Webex rooms as threads in Slack; what you reply there goes to Webex as you. ' +
    'Nothing happens before you connect your Webex account.',

  newButton: 'New conversation',
  settingsButton: 'Settings',
  disconnectButton: 'Disconnect',
  disconnectAsk: 'Sign out of Webex?',
  disconnectText:
    'Pigdin forgets your Webex account and your rooms. Threads in Slack stay as they are, but nothing crosses any more.',
  stay: 'Stay connected',

  failedReplies: (count: number): string =>
    count === 1 ? 'One reply of yours could not be sent.' : `${count} replies of yours could not be sent.`,
  showFailed: 'Show',
  failedTitle: 'Not sent',

  roomsHeading: 'Rooms with a thread',
  searchLabel: 'Find a room',
  searchHint: 'Type a part of its name, then press Enter. Empty, all are shown.',
  foundHeading: (words: string): string => `Rooms with “${words}”`,
  noThreads:
    'No room has a thread yet. The first message that arrives in a room opens its thread. To open one now, look for it above.',
  nothingFound: (words: string): string => `No room with a thread is called “${words}”.`,
  elsewhereHeading: 'Also in Webex, without a thread',
  elsewhereSearching: 'Asking Webex for more rooms…',
  elsewhereFailed: 'Webex cannot be asked for more rooms at the moment. Press Enter in the field above to try again.',
  elsewhereNone: 'Webex has no other room with this name.',
} as const;
