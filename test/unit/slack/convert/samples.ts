/** Reads the tables of `test/fixtures/messages`, and fills in what the other side shows. */
import { parseDocument, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { withNames, type Mention } from '../../../../src/bridge/convert/document.ts';
import { toWebex } from '../../../../src/bridge/convert/webex-markdown.ts';
import { fromWebexMessage, type WebexContent } from '../../../../src/bridge/convert/webex-message.ts';
import { fromSlack } from '../../../../src/slack/convert/from-message.ts';
import { toSlack } from '../../../../src/slack/convert/to-blocks.ts';
import { drawn } from './drawn.ts';

const SLACK_USERS = new Map([['webex-ann', 'U0ANN']]);
const WEBEX_PEOPLE = new Map([['U0ANN', 'webex-ann']]);
const SLACK_NAMES = new Map([
  ['U0ANN', 'Ann'],
  ['U0BOB', 'Bob'],
  ['C0LUNCH', 'lunch'],
  ['S0COOKS', 'cooks'],
]);

const slackUserOf = ({ id }: Mention): string | undefined => SLACK_USERS.get(id);
const webexPersonOf = ({ id }: Mention): string | undefined => WEBEX_PEOPLE.get(id);

export interface Table {
  /** How many samples it has. */
  readonly count: number;
  /** The file with the other side filled in. */
  readonly text: string;
}

export function filledIn(yaml: string): Table {
  const document = parseDocument(yaml);
  const from = document.get('from') as 'webex' | 'slack';
  const samples = document.get('samples') as YAMLSeq<YAMLMap>;
  for (const sample of samples.items) {
    const { [from]: input } = sample.toJSON() as Record<typeof from, string | object>;
    const [side, shown] = from === 'webex' ? ['slack', slackSide(input)] : ['webex', webexSide(input)];
    const scalar = new Scalar(visible(shown));
    scalar.type = 'BLOCK_LITERAL';
    sample.set(side, scalar);
  }
  return { count: samples.items.length, text: document.toString(STYLE) };
}

function slackSide(input: string | object): string {
  const content: Partial<WebexContent> = typeof input === 'string' ? { html: input } : input;
  return drawn(toSlack(fromWebexMessage({ text: '', ...content }), slackUserOf).blocks);
}

function webexSide(input: string | object): string {
  const document = fromSlack(typeof input === 'string' ? { text: input } : input);
  return toWebex(
    withNames(document, ({ id }) => SLACK_NAMES.get(id)),
    webexPersonOf,
  ).markdown;
}

/** As the files are written by hand. */
const STYLE = { lineWidth: 0, doubleQuotedMinMultiLineLength: Infinity };

/** Characters that nobody could see in a table. */
const visible = (text: string): string => text.replaceAll('\u200b', '[U+200B]').replaceAll('\u00a0', '[U+00A0]');
