/** Slack's texts taken apart for drawing: names in the place of ids, nothing left to parse, nothing to escape. */
import { unescapeText, type Inline, type RichElement, type RichText, type Style } from '../slack/rich-text/elements.ts';
import { drawEmoji } from '../slack/rich-text/emoji.ts';
import { parseInline } from '../slack/rich-text/inline.ts';
import { parseRichText } from '../slack/rich-text/parse.ts';

export type SlackText = readonly SlackPiece[];

export type SlackPiece =
  | { readonly type: 'lines' | 'quote' | 'code'; readonly words: readonly SlackWord[] }
  | {
      readonly type: 'list';
      readonly isOrdered: boolean;
      readonly indent: number;
      readonly items: readonly (readonly SlackWord[])[];
    };

export type SlackWord = { readonly style?: Style } & (
  | { readonly type: 'text' | 'mention'; readonly text: string }
  | { readonly type: 'link'; readonly url: string; readonly text: string }
  /** A link to a message that stands on the page; `key` is its key there. */
  | { readonly type: 'jump'; readonly key: string; readonly text: string }
  /** Shown in the reader's own time zone. `timestamp` is in seconds since 1970. */
  | { readonly type: 'date'; readonly timestamp: number; readonly format: string; readonly fallback: string }
);

/** How people know what Slack names by ids. */
export interface Names {
  readonly user: (id: string) => string;
  readonly channel: (id: string) => string;
  /** The key of the message that a link leads to; undefined for a link to anywhere else. */
  readonly message: (url: string) => string | undefined;
}

export const fromMrkdwn = (text: string, names: Names): SlackText => fromRichText(parseRichText(text, 'mrkdwn'), names);

export const fromRichText = ({ elements }: RichText, names: Names): SlackText =>
  elements.map((element) => pieceOf(element, names));

const TOKEN = /(<[^<>\n]+>)/;

/** Of a message posted with `mrkdwn: false`: links and mentions count, marks do not. */
export function fromPlain(text: string, names: Names): SlackText {
  const words = text
    .split(TOKEN)
    .flatMap((part): Inline[] =>
      TOKEN.test(part) ? parseInline(part, 'mrkdwn') : [{ type: 'text', text: unescapeText(part) }],
    );
  return [{ type: 'lines', words: wordsOf(words, names) }];
}

function pieceOf(element: RichElement, names: Names): SlackPiece {
  switch (element.type) {
    case 'rich_text_section':
      return { type: 'lines', words: wordsOf(element.elements, names) };
    case 'rich_text_quote':
      return { type: 'quote', words: wordsOf(element.elements, names) };
    case 'rich_text_preformatted':
      return { type: 'code', words: wordsOf(element.elements, names) };
    case 'rich_text_list':
      return {
        type: 'list',
        isOrdered: element.style === 'ordered',
        indent: element.indent,
        items: element.elements.map((item) => wordsOf(item.elements, names)),
      };
  }
}

const wordsOf = (inlines: readonly Inline[], names: Names): SlackWord[] =>
  inlines.map((inline) => {
    const word = wordOf(inline, names);
    return inline.style ? { ...word, style: inline.style } : word;
  });

function wordOf(inline: Inline, names: Names): SlackWord {
  switch (inline.type) {
    case 'text':
      return { type: 'text', text: inline.text };
    case 'emoji':
      return { type: 'text', text: drawEmoji(inline.name) };
    case 'link':
      return linkOf(inline.url, inline.text ?? inline.url, names);
    case 'user':
      return { type: 'mention', text: `@${names.user(inline.user_id)}` };
    case 'channel':
      return { type: 'mention', text: `#${names.channel(inline.channel_id)}` };
    case 'usergroup':
      return { type: 'mention', text: '@group' };
    case 'broadcast':
      return { type: 'mention', text: `@${inline.range}` };
    case 'date':
      return { type: 'date', timestamp: inline.timestamp, format: inline.format, fallback: inline.fallback };
  }
}

function linkOf(url: string, text: string, names: Names): SlackWord {
  const key = names.message(url);
  return key === undefined ? { type: 'link', url, text } : { type: 'jump', key, text };
}
