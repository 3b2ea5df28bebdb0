/** What message shortcuts answer. Names and titles come escaped. */
export const shortcutTexts = {
  detailsTitle: 'Room details',
  writerTitle: 'Who wrote this?',
  deleteTitle: 'Delete in Webex',
  looking: 'Asking Webex…',
  notInRoom: 'This message is not in the thread of a Webex room.',
  notInWebex: 'This message is not in Webex: Pigdin itself wrote it, or it was never sent.',
  youWrote: (name: string, email: string): string =>
    `You wrote this. In Webex it stands as written by ${name} (${email}).`,
  lastIn: (time: string): string => `The last message came ${time}.`,
  retrying: (count: number): string =>
    count === 1 ? 'Pigdin tries to send it again.' : `Pigdin tries to send it and ${count - 1} changes of it again.`,
  notParked: 'There is nothing to send again here: this message is no reply of yours that failed.',
  stillWaiting: 'This reply is still on its way. If it cannot be sent, you will be told here.',
  deleteAsk: 'Delete this message in Webex, for everybody in the room? What stands in Slack stays.',
  deleteButton: 'Delete',
  deleteNotYours: 'You can delete only what you wrote yourself, and only once it is in Webex.',
  deleteMerged: 'Several messages stand in this one, so Pigdin cannot tell which you mean. Delete it in Webex itself.',
  deleting: 'It is being deleted in Webex. If Webex refuses, you will be told in the thread.',
} as const;
