/** What `/pigdin` itself says. Names and typed words come escaped. */
export const commandTexts = {
  asking: 'Asking Webex…',
  usage: (usage: string): string => `Type it like this: \`/pigdin ${usage}\`.`,
  didYouMean: (word: string, name: string): string =>
    `“${word}” is nothing that Pigdin knows. Did you mean \`/pigdin ${name}\`?`,
  inThread: 'In the thread of a room, write `@Pigdin` in place of `/pigdin`, and leave out the name of the room.',
  tooLong: 'That is longer than the name of any room. Type a part of it.',
  connectButton: 'Connect Webex',
  unknownChannel: (name: string): string =>
    `Pigdin sees no channel #${name}. Choose it from the list that Slack shows when you type #; if it is private, type \`/invite @Pigdin\` there first.`,
  archivedChannel: (channel: string): string =>
    `${channel} is archived, so nothing can be posted there. Choose another channel.`,
  cannotPost: (channel: string): string =>
    `Pigdin cannot post in ${channel}. Type \`/invite @Pigdin\` there, or choose another place with \`/pigdin settings\`.`,
  formFromHere: 'The form for a new conversation opens from here:',
  settingsFromHere: 'Your settings open from here:',
  noEmailOf: (name: string): string =>
    `Slack does not tell the e-mail address of ${name}. Type it instead of the name.`,
  noEmailTyped: (typed: string): string => `“${typed}” is no e-mail address.`,
  sentTo: (title: string, link: string): string => `Sent to ${title}. You can go on in <${link}|the thread>.`,
} as const;
