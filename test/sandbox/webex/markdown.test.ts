import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../sandbox/webex/markdown/blocks.ts';
import { textOf } from '../../../sandbox/webex/markdown/text.ts';
import { launchRoom } from './support.ts';

const TAGS = ['p', 'strong', 'em', 'a', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'br', 'h1'];

/** Tags that are unknown, closed without having been opened, or left open. */
function misnested(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [tag, slash, name = '', selfClosed] of html.matchAll(/<(\/?)([a-z0-9-]+)[^>]*?(\/?)>/g)) {
    if (!TAGS.includes(name) || (slash && open.pop() !== name)) wrong.push(tag);
    if (!slash && !selfClosed) open.push(name);
  }
  return [...wrong, ...open];
}

describe('markdown', () => {
  test.each([
    ['plain', '<p>plain</p>'],
    ['**bold** *it* _it_', '<p><strong>bold</strong> <em>it</em> <em>it</em></p>'],
    ['**bold *and* it**', '<p><strong>bold <em>and</em> it</strong></p>'],
    ['*it **bold***', '<p><em>it <strong>bold</strong></em></p>'],
    ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
    ['**not closed', '<p>**not closed</p>'],
    ['**`x`** and `y`', '<p><strong><code>x</code></strong> and <code>y</code></p>'],
    ['# C#\n# C \\#\n# C #', '<h1>C#</h1>\n<h1>C #</h1>\n<h1>C</h1>'],
    ['`a*b*c` and ``x`y``', '<p><code>a*b*c</code> and <code>x`y</code></p>'],
    ['[t](https://e.com/a_b_c?x=1&y)', '<p><a href="https://e.com/a_b_c?x=1&amp;y" rel="nofollow">t</a></p>'],
    ['<https://e.com>', '<p><a href="https://e.com" rel="nofollow">https://e.com</a></p>'],
    ['one\ntwo', '<p>one\ntwo</p>'],
    ['one  \ntwo', '<p>one<br/>\ntwo</p>'],
    ['one\n\ntwo', '<p>one</p>\n<p>two</p>'],
    ['# Big\n### Small', '<h1>Big</h1>\n<h3>Small</h3>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['1. a\n2. b', '<ol>\n<li>a</li>\n<li>b</li>\n</ol>'],
    ['- a\n  - b\n- c', '<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>'],
    ['- a\n\n- b\n\nafter', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>after</p>'],
    ['- a\n  ```\n  x\n  ```', '<ul>\n<li>a\n<pre><code>x\n</code></pre>\n</li>\n</ul>'],
    ['> quoted\n> more\n\nafter', '<blockquote>\n<p>quoted\nmore</p>\n</blockquote>\n<p>after</p>'],
    ['```js\na < b\n\n*c*\n```', '<pre><code class="js">a &lt; b\n\n*c*\n</code></pre>'],
    ['```\nnot closed', '<pre><code>not closed\n</code></pre>'],
    ['<b>shown</b> & &lt;kept&gt;', '<p>&lt;b&gt;shown&lt;/b&gt; &amp; &lt;kept&gt;</p>'],
    [String.raw`\*no\* \[no\] \_no\_ \> \`no\``, '<p>*no* [no] _no_ &gt; `no`</p>'],
    ['~~plain~~ | a | b |', '<p>~~plain~~ | a | b |</p>'],
  ])('%j becomes %j', (markdown, html) => {
    expect(renderMarkdown(markdown)).toBe(html);
  });

  test('is always well formed, and never obeys a tag of the author', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '_',
      '`',
      '[',
      '](',
      ')',
      '<b>',
      '<script>',
      '&',
      '\\',
      '\n',
      '\n\n',
      '  \n',
      '- ',
      '1. ',
      '> ',
      '# ',
      '```',
      '    ',
      'a',
      ' ',
      '"',
      '<https://e.com>',
      '\uE000',
      '0',
      '\uE001',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(misnested(renderMarkdown(pieces.join('')))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('of words alone says in its text what was written', () => {
    const words = fc.array(fc.stringMatching(/^[a-zäöü0-9,;]{1,8}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, (all) => {
        expect(textOf(renderMarkdown(all.join(' ')))).toBe(all.join(' '));
      }),
    );
  });

  test('as deep as a message can be does not break it', () => {
    for (const mark of ['> ', '- ', '*a ', '[', '`', '**']) {
      expect(renderMarkdown(mark.repeat(7000 / mark.length))).toEqual(expect.any(String));
    }
  });
});

describe('text', () => {
  test.each([
    ['<p>a</p>\n<p>b</p>', 'a b'],
    ['<p>a</p><p>b</p>', 'a b'],
    ['a<br/>b<br>c', 'a b c'],
    ['<ul><li>a</li><li>b</li></ul>', 'a b'],
    ['&lt;b&gt; &amp;amp; &quot;&#39;&#x1F600;&nope;', '<b> &amp; "\'😀&nope;'],
  ])('of %j is %j', (html, text) => {
    expect(textOf(html)).toBe(text);
  });
});

describe('a mention', () => {
  test('by address or id becomes a tag, in the returned markdown too', async () => {
    const { client, room, bob } = await launchRoom();
    const tag = (name: string): string =>
      `<spark-mention data-object-type="person" data-object-id="${bob.id}">${name}</spark-mention>`;
    const markdown = `<@personEmail:Bob@Example.com> **<@personId:${bob.id}|Bobby_B>**`;
    const { body } = await client.post('/messages', { roomId: room.id, markdown });
    expect(body).toMatchObject({
      html: `<p>${tag('Bob Ray')} <strong>${tag('Bobby_B')}</strong></p>`,
      markdown: `${tag('Bob Ray')} **${tag('Bobby_B')}**`,
      text: 'Bob Ray Bobby_B',
      mentionedPeople: [bob.id],
    });
  });

  test.each(['<@all>', '<@here>', String.raw`\<@all>`])('of all by %s names the group', async (markdown) => {
    const { client, room } = await launchRoom();
    const { body } = await client.post('/messages', { roomId: room.id, markdown });
    expect(body).toMatchObject({ mentionedGroups: ['all'] });
    expect(body?.['html']).toContain(
      '<spark-mention data-object-type="groupMention" data-group-type="all">All</spark-mention>',
    );
  });

  test('survives the documented way to edit: read, change, write back without html', async () => {
    const { client, room, bob } = await launchRoom();
    const { id, body } = await client.post('/messages', {
      roomId: room.id,
      markdown: '<@personEmail:bob@example.com> ho',
    });
    const { html: _html, ...message } = body ?? {};
    const edited = await client.put(`/messages/${id}`, { ...message, markdown: `${message['markdown'] as string} ho` });
    expect(edited.body).toMatchObject({ html: expect.stringContaining('ho ho'), mentionedPeople: [bob.id] });
  });

  test('of nobody is accepted, and stays a name', async () => {
    const { client, room } = await launchRoom();
    const { status, body } = await client.post('/messages', {
      roomId: room.id,
      markdown: '<@personEmail:nobody@example.com|Nobody> and <@personEmail:none@example.com>',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ text: 'Nobody and none@example.com' });
    expect(body).not.toHaveProperty('mentionedPeople');
  });

  test('of someone outside the room is accepted', async () => {
    const { client, room, webex } = await launchRoom();
    const cat = webex.world.addPerson({ name: 'Cat', email: 'cat@example.com' });
    const { body } = await client.post('/messages', { roomId: room.id, markdown: `<@personId:${cat.id}> hi` });
    expect(body).toMatchObject({ mentionedPeople: [cat.id] });
  });

  test('in a direct room, or in plain text, is none', async () => {
    const { client, room } = await launchRoom();
    const markdown = '<@personEmail:bob@example.com> hi';
    const direct = await client.post('/messages', { toPersonEmail: 'bob@example.com', markdown });
    expect(direct.body).toMatchObject({ text: 'Bob Ray hi' });
    expect(direct.body).not.toHaveProperty('mentionedPeople');
    expect((await client.post('/messages', { roomId: room.id, text: markdown })).body).toMatchObject({
      text: markdown,
    });
  });

  test('in the HTML of a client counts as well', async () => {
    const { ann, bob, room } = await launchRoom();
    const html = `<spark-mention data-object-type="person" data-object-id="${bob.id}">Bob</spark-mention> hi`;
    const said = await ann.says(room, { html });
    expect(said).toMatchObject({ html, text: 'Bob hi', mentionedPeople: [bob.id], markdown: undefined });
    const all = '<spark-mention data-object-type="groupMention" data-group-type="all">All</spark-mention>';
    expect(await ann.says(room, { html: all })).toMatchObject({ mentionedGroups: ['all'] });
  });
});
