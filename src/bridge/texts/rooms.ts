/** Answers about rooms and people. Names, titles and typed words come escaped. */
export const roomTexts = {
  several: (words: string): string => `“${words}” fits several rooms. Choose one:`,
  severalCut: (words: string): string => `“${words}” fits many rooms. Choose one of these, or type more of the name:`,
  chooseRoom: 'Choose a room',
  space: 'Space',
  conversation: 'Direct conversation',
  noSuchWebexRoom: (words: string): string =>
    `None of your Webex rooms is called “${words}”. \`/pigdin rooms\` lists them.`,
  notAmongLatest: (words: string): string =>
    `None of the rooms that you used lately is called “${words}”. You have more than Pigdin can look through: ` +
    'write something there in Webex, then try again.',
  notYourRoom: 'This is no room of yours: you are not in it, or it has no thread of yours any more.',
  roomGone: 'Webex does not show this room any more. `/pigdin rooms` lists those that you have.',
  noRoomsAtAll: 'Webex shows no room of yours yet. `/pigdin new` writes to somebody.',

  roomList: (count: number): string => (count === 1 ? 'One Webex room' : `${count} Webex rooms`),
  roomListOf: (words: string, count: number): string =>
    count === 1 ? `One Webex room with “${words}”` : `${count} Webex rooms with “${words}”`,
  roomListMore: 'There are more; type a part of the name to find them.',
  roomListPart: 'Webex cannot be asked at the moment, so only rooms with a thread are listed.',
  pageOf: (first: number, last: number, total: number): string => `Rooms ${first} to ${last} of ${total}.`,
  nextPage: 'Next',
  previousPage: 'Previous',
  openThread: 'Open the thread',
  openButton: 'Mirror this room',
  newSince: (count: number): string => (count === 1 ? '1 new message' : `${count} new messages`),
  nothingNew: 'Nothing new',
  lastAt: (time: string): string => `last message ${time}`,
  isMuted: 'muted',
  noThreadYet: 'no thread yet',

  opened: (title: string, link: string): string => `${title} is mirrored now, in <${link}|its thread>.`,
  openAlready: (title: string, link: string): string => `${title} is mirrored already, in <${link}|its thread>.`,
  muted: (title: string): string =>
    `${title} is muted. New messages stay in Webex until you unmute it; what you reply is still sent.`,
  unmuted: (title: string): string =>
    `${title} is no longer muted. What came meanwhile is not added; its history shows it.`,
  moved: (title: string, where: string, link: string): string =>
    `${title} is mirrored in ${where} from now on: <${link}|here is its thread>. ` +
    'What you reply in the old thread still reaches it.',
  movedAlready: (title: string, where: string): string => `${title} is mirrored in ${where} already.`,

  peopleOf: (title: string, count: number): string =>
    count === 1 ? `One person is in ${title}` : `${count} people are in ${title}`,
  peopleOfAtLeast: (title: string, count: number): string => `More than ${count} people are in ${title}`,
  peopleMore: (count: number): string => (count === 1 ? 'And one more.' : `And ${count} more.`),
  you: 'you',
  nobodyFound: (words: string): string =>
    `Webex finds nobody called “${words}”. It shows you people of your own organisation by the beginning of their name ` +
    'or by their address; `/pigdin who` lists those in a room.',
  found: (count: number): string => (count === 1 ? 'Webex knows this person' : `Webex knows these ${count} people`),
  writeTo: (name: string): string => `Write to ${name}`,
  pictureOf: (name: string): string => `Picture of ${name}`,
} as const;
