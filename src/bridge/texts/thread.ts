/** What Pigdin itself says in the thread of a room. */
export const threadTexts = {
  channelClosed: (channel: string, title: string): string =>
    `Pigdin can no longer write in ${channel}: it was archived, or Pigdin was removed from it. ` +
    `From now on ${title} is mirrored here, in your direct messages with Pigdin.`,
  catchingUp: (total: number, shown = 0): string =>
    `While Pigdin was away, ${total} messages were written here. They follow, each with its time` +
    (shown === 0 ? '.' : ` (${shown} so far).`),
  caughtUp: (count: number): string =>
    `While Pigdin was away, ${count} messages were written here. All of them are shown.`,
  moreBefore: (shown: number, left: number): string =>
    `While Pigdin was away, ${shown + left} messages were written here. The newest ${shown} follow, each with its time.`,
  showAll: 'Show the older ones too',
  nothingMore: 'The older messages are shown already.',
  answers: (name: string | undefined, excerpt: string | undefined): string =>
    name === undefined
      ? 'An answer to a message that is only in Webex'
      : excerpt
        ? `Answers ${name}: ${excerpt}`
        : `Answers ${name}`,

  fileStays: (reason: string, name?: string, size?: string): string =>
    name === undefined
      ? `A file of this message is only in Webex. ${reason}`
      : `The file ${name} (${size}) is only in Webex. ${reason}`,
  fileInfected: 'Webex found malware in it.',
  fileUnscannable: 'Webex cannot look for malware in it, for example because it is encrypted.',
  fileScanned: 'Webex is still looking for malware in it.',
  fileGone: 'Webex does not have it any more, or you may not see it.',
  fileTooLarge: (limit: string): string => `Pigdin carries files of up to ${limit}.`,
  fileUnreachable: 'It could not be fetched from Webex just now.',
  fileNotTaken: 'Slack did not take it.',

  roomRenamed: (title: string): string => `This Webex space is now called ${title}.`,
  roomMigrated: 'Webex has moved this room to another region. Everything goes on in this thread.',
  joined: (name: string): string => `${name} has joined.`,
  left: (name: string): string => `${name} has left, or was removed.`,
  youJoined: 'You are in this room now.',
  youLeft:
    'You are no longer in this Webex room, so nothing new appears here, and what you reply cannot be sent. ' +
    'When somebody adds you again, this thread goes on.',
} as const;
