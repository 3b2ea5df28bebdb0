/** What is shown in Slack of a message of Webex. */
import type { Accounts } from './accounts.ts';
import { mapInlines, type Document, type Mention } from './convert/document.ts';
import { linked, paragraph, wearing, words } from './convert/inlines.ts';
import { isEmpty, plainText } from './convert/plain-text.ts';
import { split } from './convert/split.ts';
import { fromWebexMessage } from './convert/webex-message.ts';
import type { EditEnvelope, MessageEnvelope } from './envelope.ts';
import { keyOf } from './ids.ts';
import type { Account, Part } from './model.ts';
import { texts } from './texts.ts';

type Written = MessageEnvelope | EditEnvelope;

/** What a message answers, as far as it is known here. */
export interface Answered {
  readonly name?: string | undefined;
  readonly excerpt?: string | undefined;
  /** The address of the Slack message that shows it. */
  readonly url?: string | undefined;
}

interface Surroundings {
  readonly accounts: Accounts;
  /** Whether one Slack post holds these parts. */
  readonly fits: (parts: readonly Part[]) => boolean;
  readonly answered?: Answered | undefined;
}

/** The id of the n-th piece of a message that is too long for one post; of the first one it is the message's own. */
export const pieceId = (webexId: string, number: number): string => (number === 1 ? webexId : `${webexId}#${number}`);

/** The pieces of a message, as a rule one. The same message always gives the same ones. */
export function partsOf(account: Account, envelope: Written, { accounts, fits, answered }: Surroundings): Part[] {
  const { senderId: personId, senderName: name, senderAvatar: avatar, externalObj, files = [] } = envelope;
  if (!externalObj) return [];
  const { id, created: at } = externalObj;
  const written = withSlackUsers(fromWebexMessage(envelope), account, accounts);
  const whole = [
    ...(answered ? [quoted(answered)] : []),
    ...written,
    ...(files.length > 0 ? [paragraph(...words(texts.withFile(files.length), { italic: true }))] : []),
  ];
  const shown = isEmpty(whole) ? [paragraph(...words(texts.empty, { italic: true }))] : whole;
  const asPart = (content: Document, number = 1): Part => ({
    webexId: pieceId(id, number),
    personId,
    ghost: { name, avatar },
    content,
    at,
  });
  return split(shown, (content) => fits([asPart(content)])).map((content, index) => asPart(content, index + 1));
}

const EXCERPT = 60;

/** The beginning of what a message says, on one line: shown where somebody answers it. */
export function excerptOf({ content }: Pick<Part, 'content'>): string {
  const text = plainText(content, { addresses: false }).replaceAll(/\s+/g, ' ').trim();
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT).toWellFormed()}…`;
}

/** Every word of it struck through; code stays as it is. */
export const struck = (document: Document): Document =>
  mapInlines(document, (inlines) => wearing(inlines, { strike: true }));

/** People who use Pigdin in the same workspace are mentioned as the Slack users they are; nobody else is pinged. */
function withSlackUsers(document: Document, { team }: Account, accounts: Accounts): Document {
  const slackUserOf = ({ id }: Mention): string | undefined => {
    const user = keyOf(id, 'PEOPLE');
    const account = user && accounts.of(user);
    return account?.team === team ? account.slackUser : undefined;
  };
  return mapInlines(document, (inlines) =>
    inlines.map((inline) => {
      if (inline.type !== 'mention' || inline.platform !== 'webex' || inline.kind !== 'person') return inline;
      const id = slackUserOf(inline);
      return id === undefined ? inline : { ...inline, platform: 'slack', id };
    }),
  );
}

function quoted({ name, excerpt, url }: Answered): Document[number] {
  const text = texts.answers(name, excerpt);
  return { type: 'quote', blocks: [paragraph(...(url === undefined ? words(text) : linked(text, url)))] };
}
