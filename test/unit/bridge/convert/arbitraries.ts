/** Documents and texts for property tests: small, but made of whatever may go wrong. */
import * as fc from 'fast-check';
import type { Block, Document, Inline, Marks } from '../../../../src/bridge/convert/document.ts';
import { BREAK, isInvisible } from '../../../../src/bridge/convert/inlines.ts';

/** What means something to Slack, to Webex, to Markdown or to HTML. */
const SIGNS = [
  ['<!channel>', '<!here>', '<@U0ANN>', '<#C1>', '<!subteam^S1>', '<https://evil.example|bank>', '&lt;!here&gt;'],
  ['<@all>', '<@here>', '<@personEmail:a@example.com|A>', '<@personId:webex-ann>', '<@', '@all>', '<', '>', '@'],
  ['*', '**', '_', '__', '~', '~~', '`', '```', '~~~', '\\', '[', ']', '](', ')', '!', '![', '#', '## ', '- ', '+ '],
  ['1. ', '2) ', '> ', '---', '===', '|', '&', '&amp;', '&copy;', '&#60;', '<b>', '</p>', '<script>', '<br/>'],
  ['<spark-mention data-object-type="groupMention" data-group-type="all">All</spark-mention>', '<!--', 'https://a.b'],
  ['   ', '    ', '\t', '  ', ':smile:', 'e\u0301', '👩‍💻', '🇩🇪', 'שלום', '\u200b', '\u00a0', '\u202e', '\ud83d'],
].flat();

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SIGNS) },
  { weight: 2, arbitrary: fc.constantFrom('word', 'a', 'B', '7', ' ', '.', ',', '(', '"', '…', 'ü') },
  { weight: 1, arbitrary: fc.string({ maxLength: 4, unit: 'grapheme' }) },
);

/** One line of what people type, and of what they had better not. */
export const risky: fc.Arbitrary<string> = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join('').replaceAll(/[\n\r\u2028\u2029]/g, ''))
  .filter((text) => !isInvisible(text.toWellFormed()));

const mark = fc.constantFrom<Marks[]>({ bold: true }, { italic: true }, { code: true }, { strike: true });
const marks: fc.Arbitrary<Marks | undefined> = fc.option(
  fc.array(mark, { minLength: 1, maxLength: 3 }).map((several): Marks => Object.assign({}, ...several)),
  { nil: undefined, freq: 2 },
);

const URLS = ['https://example.com/a_(b)?c=1&d=2#e', 'mailto:ann@example.com', 'http://a.b/*_~`"&copy;'];

const text: fc.Arbitrary<Inline> = fc.record({ type: fc.constant('text'), text: risky, marks });
const link: fc.Arbitrary<Inline> = fc.record({
  type: fc.constant('link'),
  url: fc.constantFrom(...URLS),
  text: risky,
  marks,
});
const inline = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 2, arbitrary: link },
  { weight: 1, arbitrary: fc.constant(BREAK) },
);

/** Lines with something in each of them. */
const inlines = fc
  .array(inline, { minLength: 1, maxLength: 5 })
  .map((all) => all.filter((each, at) => each.type !== 'break' || (at > 0 && all[at - 1]?.type !== 'break')))
  .map((all) => (all.at(-1)?.type === 'break' ? all.slice(0, -1) : all))
  .filter((all) => all.length > 0);

const paragraphs: fc.Arbitrary<Block> = fc.record({ type: fc.constant('paragraph'), inlines });
const code: fc.Arbitrary<Block> = fc.record({
  type: fc.constant('code'),
  text: fc.array(risky, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
});

const listOf = (items: fc.Arbitrary<readonly Block[]>): fc.Arbitrary<Block> =>
  fc.record({
    type: fc.constant('list'),
    ordered: fc.boolean(),
    items: fc.array(items, { minLength: 1, maxLength: 3 }),
  });
const flatList = listOf(paragraphs.map((block) => [block]));
const list = listOf(
  fc
    .tuple(paragraphs, fc.option(flatList, { nil: undefined, freq: 3 }))
    .map(([own, nested]) => (nested ? [own, nested] : [own])),
);
const quote: fc.Arbitrary<Block> = fc.record({
  type: fc.constant('quote'),
  blocks: fc.array(fc.oneof(paragraphs, code, flatList), { minLength: 1, maxLength: 2 }).map(apart),
});

/** Two lists, or two quotes, one after the other are one to every reader. */
function apart(blocks: readonly Block[]): Block[] {
  return blocks.filter((block, at) => block.type === 'paragraph' || block.type !== blocks[at - 1]?.type);
}

/** What both platforms can show. */
export const documents: fc.Arbitrary<Document> = fc
  .array(fc.oneof({ weight: 3, arbitrary: paragraphs }, code, list, quote), { minLength: 1, maxLength: 3 })
  .map(apart);
