/** How it stands, in plain words. Names come escaped. */
export const statusTexts = {
  connectedAs: (name: string, email: string): string => `You are connected to Webex as ${name} (${email}).`,
  threadsIn: (where: string): string => `New threads appear in ${where}.`,
  flows: 'Messages flow in both directions.',
  disturbed: 'Pigdin cannot reach the service that carries messages at the moment. It keeps trying; nothing is lost.',
  roomCount: (rooms: number, muted: number): string =>
    `${rooms === 1 ? 'One room has' : `${rooms} rooms have`} a thread${muted === 0 ? '' : `; ${muted === 1 ? 'one is' : `${muted} are`} muted`}.`,
  waiting: (count: number): string =>
    count === 1 ? 'One reply of yours is on its way.' : `${count} replies of yours are on their way.`,
  parkedHeading: (count: number): string =>
    count === 1 ? 'One reply of yours could not be sent:' : `${count} replies of yours could not be sent:`,
  parkedMore: (count: number): string => `And ${count} more. Deal with these first, then ask again.`,
  parkedIn: (title: string, link: string): string => `<${link}|Your reply in ${title}>`,
  dropButton: 'Give up on it',
  gaveUp: 'Not sent to Webex, and given up: you decided so. Your message stays in Slack.',
} as const;
