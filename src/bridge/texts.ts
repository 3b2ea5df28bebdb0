/** Every sentence that a person reads in Slack, in one voice: what happened, what to do next. */
import { cardTexts } from './texts/card.ts';
import { commandTexts } from './texts/commands.ts';
import { formTexts } from './texts/forms.ts';
import { homeTexts } from './texts/home.ts';
import { roomTexts } from './texts/rooms.ts';
import { shortcutTexts } from './texts/shortcuts.ts';
import { statusTexts } from './texts/status.ts';
import { threadTexts } from './texts/thread.ts';

export const texts = {
  ...cardTexts,
  ...commandTexts,
  ...formTexts,
  ...homeTexts,
  ...roomTexts,
  ...shortcutTexts,
  ...statusTexts,
  ...threadTexts,

  withFile: (count: number): string => (count === 1 ? '(With a file.)' : `(With ${count} files.)`),
  truncated: '(The rest of this long message is only in Webex.)',
  empty: '(A message without text, to be seen in Webex.)',
  card: '(With a card, to be seen in Webex.)',
  onlyInSlack: '(Something that only Slack can show.)',
  voiceClip: (words: string): string => `(Voice clip: “${words}”)`,

  notSent: (reason: string): string => `Not sent to Webex. ${reason}`,
  retryButton: 'Try again',
  sentAfterRetry: 'Sent to Webex after another try.',
  nothingToRetry: 'There is nothing to send again here: it was sent already, or only its author can retry it.',
  editStays: (reason: string): string =>
    `Your change did not reach Webex: there the message reads as before. ${reason}`,
  deletionStays: (reason: string): string => `Your message was not deleted in Webex. ${reason}`,
  dropped: 'Not sent to Webex, and given up: whoever runs Pigdin decided so.',
  filesStay: 'Files are not carried to Webex yet: only the text was sent.',
  onlyFiles: 'Files are not carried to Webex yet, and there was no text to send.',
  notYours: (owner: string): string =>
    `This was not sent to Webex. The thread mirrors a Webex room of ${owner}, and only ${owner} can answer there from Slack. ` +
    'To talk in Webex yourself, connect your own account with `/pigdin connect`.',

  webexAway: 'The service that carries messages to Webex could not be reached.',
  webexRefused: 'The service that carries messages to Webex did not accept this one. Please tell whoever runs Pigdin.',
  notSetUp:
    'Pigdin is not set up completely: the part that sends to Webex did not run. Please tell whoever runs Pigdin.',
  unconfirmed: 'Pigdin could not find out whether this reached Webex. Please look there before you retry.',
  inside: 'Something went wrong inside Pigdin. Please try again in a moment.',

  signIn:
    'Sign in at Webex, and allow Pigdin to read your rooms and to write as you. The button works once, for ten minutes.',
  signInButton: 'Sign in at Webex',
  signInFailed: (reason: string): string => `You are not connected. ${reason} Type \`/pigdin connect\` to try again.`,
  stillConnected: (name: string, reason: string): string =>
    `Nothing has changed: you are connected to Webex as ${name}. ${reason}`,
  renewed: (name: string, email: string): string =>
    `Your sign-in at Webex as ${name} (${email}) has been renewed. Nothing else has changed.`,
  replaced: (name: string, email: string): string =>
    `You are no longer connected as ${name} (${email}). Those threads stay as they are, but nothing crosses there any more.`,
  signedOut:
    'Webex has signed you out of Pigdin, so nothing crosses any more. Sign in again, and it goes on where it stopped.',
  signedOutNoSignIn:
    'Webex has signed you out of Pigdin, so nothing crosses any more. Ask whoever runs Pigdin to set you up again (`npm run user:create`).',
  disconnected: 'Disconnected from Webex. Your threads stay as they are, but nothing crosses any more.',

  connected: (name: string, email: string, where: string): string =>
    `Connected to Webex as ${name} (${email}).\n` +
    `From now on, each Webex room in which somebody writes gets a thread in ${where}. ` +
    'Reply in a thread, and your words go to Webex as you. `/pigdin settings` changes which rooms appear, and where.',
  yourDirectMessages: 'your direct messages with Pigdin',
  everyoneReads: (channel: string): string =>
    `Mind that everybody in ${channel} can read these threads. Only you can answer in them.`,
  unknownEmail: (email: string): string =>
    `No Webex user with the address ${email} is set up yet. ` +
    'Ask whoever runs Pigdin to set you up (`npm run user:create`), then type `/pigdin connect` again.',
  noEmail:
    'Slack does not tell Pigdin your e-mail address, so it cannot find your Webex user. Please tell whoever runs Pigdin.',
  taken: (email: string): string =>
    `The Webex user ${email} is connected from another Slack user already. If that is not you, please tell whoever runs Pigdin.`,
  sharedChannel: (channel: string): string =>
    `${channel} is shared with another company, so your Webex messages would leave yours. Please choose another channel.`,
  notInChannel: (channel: string): string =>
    `Pigdin is not in ${channel}. Type \`/invite @Pigdin\` there, then try again.`,
  notConnected: 'You are not connected to Webex yet. Type `/pigdin connect` first.',
  noRooms:
    'No Webex room has a thread yet. The first message that arrives in a room opens its thread; `/pigdin open` opens one now.',
  historyOf: (title: string, count: number): string =>
    count === 1 ? `The last message in ${title}` : `The last ${count} messages in ${title}`,
  historyEmpty: (title: string): string => `Nobody has written in ${title} yet, or nothing of it is kept.`,
  historyCut: 'Older ones do not fit here; ask for fewer.',

  help: 'Pigdin mirrors your Webex rooms into Slack threads; what you reply there goes to Webex as you.',
  unknownCommand: (word: string): string => `“${word}” is nothing that Pigdin knows. It knows:`,
  unreachable:
    'That did not work, because the service that holds your rooms could not be reached. Please try again in a moment.',
} as const;
