import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../../sandbox/webex/markdown/blocks.ts';
import { mentionedIds, mentionsAll, tagMentions } from '../../../../sandbox/webex/markdown/mentions.ts';
import type { Document, Inline, Mention } from '../../../../src/bridge/convert/document.ts';
import { paragraph, words } from '../../../../src/bridge/convert/inlines.ts';
import { toWebex } from '../../../../src/bridge/convert/webex-markdown.ts';
import { documents, risky } from './arbitraries.ts';

const nobody = (): undefined => undefined;
const person = (id: string, name: string): Mention => ({
  type: 'mention',
  platform: 'slack',
  kind: 'person',
  id,
  name,
});
const markdown = (document: Document): string => toWebex(document, nobody).markdown;

/** As Webex would read it, where everybody exists and is in the room. */
const asWebexReads = (text: string): string =>
  tagMentions(text, (reference) => ({ id: 'id' in reference ? reference.id : reference.email, displayName: 'X' }));

describe('markdown for Webex', () => {
  test('never mentions anybody whom the bridge did not', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const tagged = asWebexReads(markdown(document));
        expect(tagged).toBe(markdown(document));
        // Nobody knows whether Webex decodes entities first, or reads tags in markdown as its own.
        expect(tagged.replaceAll('&lt;', '<')).not.toMatch(/<@/);
        expect(tagged).not.toMatch(/<\/?spark-mention/);
        expect(mentionsAll(renderMarkdown(tagged))).toBe(false);
        expect(mentionedIds(renderMarkdown(tagged))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  test('mentions exactly those whom the bridge knows, whatever they call themselves and whatever stands around', () => {
    fc.assert(
      fc.property(risky, risky, risky, (before, name, after) => {
        const inlines: Inline[] = [...words(before), person('U1', name), ...words(after), person('U2', name)];
        const { markdown: text } = toWebex([paragraph(...inlines)], ({ id }) => (id === 'U1' ? 'webex-1' : undefined));
        const html = renderMarkdown(asWebexReads(text));
        expect(mentionedIds(html)).toEqual(['webex-1']);
        expect(mentionsAll(html)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);

  test.each(['', '<@all>', 'a|b', 'a b', 'x>y', '../x', 'ä'])('takes nothing for a person that is no id: %j', (id) => {
    expect(toWebex([paragraph(person('U1', 'Ann'))], () => id).markdown).toBe('@Ann');
  });

  test('names a person without a name by the id alone', () => {
    expect(toWebex([paragraph(person('U1', ''))], () => 'webex-1').markdown).toBe('<@personId:webex-1>');
    expect(toWebex([paragraph(person('U1', '<|>'))], () => 'webex-1').markdown).toBe('<@personId:webex-1>');
  });

  test('never mentions all, not even by a person of that name', () => {
    expect(markdown([paragraph(...words('<'), person('U1', 'all>'))])).not.toContain('<@');
    expect(markdown([paragraph(...words('<', { code: true }), ...words('@all>', { code: true }))])).not.toContain('<@');
    expect(markdown([{ type: 'code', text: '<@all>' }])).not.toContain('<@');
  });

  test('of thousands of marks, or of nothing but space, is written in no time', () => {
    const marks = [{ bold: true }, {}, { italic: true }] as const;
    const document = [paragraph(...Array.from({ length: 15_000 }, (_none, at) => words('x!', marks[at % 3])).flat())];
    const before = process.cpuUsage();
    expect(markdown(document).length).toBeGreaterThan(30_000);
    expect(markdown([paragraph(...words(`a${' '.repeat(90_000)}b`, { bold: true }))]).length).toBeGreaterThan(90_000);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  test('comes with the words alone, for where Webex shows no markdown', () => {
    const document = [paragraph(...words('1 < 2 *and* ', { bold: true }), ...words('more\nlines'))];
    expect(toWebex(document, nobody)).toEqual({
      markdown: '**1 &lt; 2 \\*and\\*** more  \nlines',
      text: '1 < 2 *and* more\nlines',
    });
  });
});

describe('blocks that Slack does not write, but another platform may', () => {
  test.each<[string, Document, string]>([
    ['a heading that ends in its own sign', [{ type: 'heading', level: 2, inlines: words('C#\nF#') }], '## C# F\\#'],
    [
      'an item that begins with code',
      [{ type: 'list', ordered: false, items: [[{ type: 'code', text: 'x' }]] }],
      '- \u200b\n    ```\n    x\n    ```',
    ],
    [
      'an item of two paragraphs',
      [{ type: 'list', ordered: true, start: 1_000, items: [[paragraph(...words('a')), paragraph(...words('b'))]] }],
      '1000. a  \n      b',
    ],
    [
      'quotes in quotes',
      [{ type: 'quote', blocks: [{ type: 'quote', blocks: [paragraph(...words('a\nb'))] }] }],
      '> > a  \n> > b',
    ],
    ['a rule', [{ type: 'rule' }], '---'],
    ['an empty item', [{ type: 'list', ordered: false, items: [[], [paragraph(...words('a'))]] }], '- \n- a'],
  ])('are written: %s', (_what, document, expected) => {
    expect(markdown(document)).toBe(expected);
  });
});
