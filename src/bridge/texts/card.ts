/** What the first message of a thread says. Names and titles come escaped. */
export const cardTexts = {
  room: (title: string, isDirect: boolean): string =>
    isDirect ? `Your Webex conversation with ${title}` : `The Webex space ${title}`,
  kindOf: (isDirect: boolean): string => (isDirect ? 'A Webex conversation between the two of you.' : 'A Webex space.'),
  /** @param more how many are known beyond those named; there are others still where `isAll` is false */
  peopleInRoom: (names: readonly string[], more: number, isAll: boolean): string => {
    const rest = more === 0 ? [] : [isAll ? `${more} more` : `more than ${more} others`];
    return `People: ${listed([...names, ...rest])}.`;
  },
  roomHint: 'Messages from Webex appear in this thread. What you reply here is sent to Webex as you.',
  cardMuted: 'Muted: new messages stay in Webex until you unmute this room. What you reply here is still sent.',
  /** @param link empty where there is none */
  cardMoved: (link: string): string =>
    (link === '' ? 'This room goes on in another thread.' : `This room goes on in <${link}|another thread>.`) +
    ' What you still reply here reaches it as well.',
  historyButton: 'History',
  peopleButton: 'People',
  muteButton: 'Mute',
  unmuteButton: 'Unmute',
  openInWebexButton: 'Open in Webex',
} as const;

/** `Ann, Ben and Carla`. */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? 'nobody';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
