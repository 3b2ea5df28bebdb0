import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, type Reading, type SlackPost, type Written } from './judge.ts';
import { formatToken, nameOf, tokensIn } from './tokens.ts';

const USER = 'Uma Berg';

const wrote = (side: 'w' | 's', room: number, number: number, more: Partial<Written> = {}): Written => ({
  side,
  room,
  number,
  author: side === 's' ? USER : 'Ann Lee',
  revision: 1,
  isDeleted: false,
  ...more,
});

const mirrored = (written: Written): SlackPost => ({
  author: written.author,
  reads: `${formatToken(written)} and more`,
  isByApp: written.side === 'w',
  marks: written.side === 's' ? ['white_check_mark'] : [],
});

/** As it must be: both sides show everything once, in order. */
function perfect(written: readonly Written[]): Reading {
  const rooms = [...new Set(written.map(({ room }) => room))];
  const inRoom = (room: number): Written[] => written.filter((one) => one.room === room);
  return {
    written,
    threads: rooms.map((room) => ({ room, posts: inRoom(room).map(mirrored) })),
    rooms: rooms.map((room) => ({
      room,
      messages: inRoom(room).map((one) => ({ author: one.author, text: formatToken(one) })),
    })),
    calls: [],
    user: USER,
    mayPark: false,
  };
}

const counts = (reading: Reading) =>
  Object.fromEntries(Object.entries(judge(reading)).map(([kind, findings]) => [kind, findings.length]));

const NOTHING = { lost: 0, duplicated: 0, reordered: 0, wrong: 0 };

const conversation = [
  wrote('w', 0, 1),
  wrote('s', 0, 1),
  wrote('w', 0, 2),
  wrote('w', 0, 3),
  wrote('s', 0, 2),
  wrote('w', 1, 1),
];

/** The same reading with the posts of its first thread changed. */
const withPosts = (change: (posts: readonly SlackPost[]) => readonly SlackPost[]): Reading => {
  const reading = perfect(conversation);
  return {
    ...reading,
    threads: reading.threads.map((one, index) => (index ? one : { ...one, posts: change(one.posts) })),
  };
};

const withMessages = (change: (texts: readonly string[]) => readonly string[]): Reading => {
  const reading = perfect(conversation);
  const [first, ...others] = reading.rooms;
  const messages = change((first?.messages ?? []).map(({ text }) => text)).map((text) => ({
    author: text.startsWith('s') ? USER : 'Ann Lee',
    text,
  }));
  return { ...reading, rooms: [{ room: 0, messages }, ...others] };
};

describe('the judge', () => {
  test('finds nothing where everything stands once and in order', () => {
    expect(counts(perfect(conversation))).toEqual(NOTHING);
  });

  test('counts what is missing in Slack as lost', () => {
    expect(counts(withPosts((posts) => posts.filter(({ reads }) => !reads.startsWith('w-00-0002'))))).toEqual({
      ...NOTHING,
      lost: 1,
    });
  });

  test('counts what is there twice, a second thread and an echo as duplicated', () => {
    expect(counts(withPosts((posts) => [...posts, ...posts.slice(0, 1)]))).toMatchObject({ lost: 0, duplicated: 1 });
    const reading = perfect(conversation);
    expect(counts({ ...reading, threads: [...reading.threads, { room: 0, posts: [] }] })).toMatchObject({
      duplicated: 1,
    });
    const echo = { author: USER, reads: 's-00-0001', isByApp: true, marks: [] };
    expect(counts(withPosts((posts) => [...posts, echo]))).toMatchObject({ duplicated: 1 });
  });

  test('counts what stands after a later one as reordered', () => {
    expect(counts(withPosts((posts) => posts.toReversed()))).toMatchObject({ lost: 0, duplicated: 0, reordered: 2 });
    expect(counts(withMessages((texts) => texts.toReversed()))).toMatchObject({ reordered: 1 });
  });

  test('reads the messages of one merged post in their order', () => {
    const merged = (order: readonly number[]): Reading =>
      withPosts((posts) => [
        {
          author: 'Pigdin',
          reads: order.map((n) => `Ann Lee 09:0${n}\nw-00-000${n}`).join('\n'),
          isByApp: true,
          marks: [],
        },
        ...posts.filter(({ isByApp }) => !isByApp),
      ]);
    expect(counts(merged([1, 2, 3]))).toEqual(NOTHING);
    expect(counts(merged([1, 3, 2]))).toMatchObject({ reordered: 1 });
    expect(counts(merged([1, 3]))).toMatchObject({ lost: 1 });
  });

  test('wants each message under the name of its author, there or beside its words', () => {
    const renamed = (posts: readonly SlackPost[]) =>
      posts.map((post) => (post.isByApp ? { ...post, author: 'Ben' } : post));
    expect(counts(withPosts(renamed))).toMatchObject({ wrong: 3 });
  });

  test('wants replies in Webex to be by the user, once, in order, and marked', () => {
    expect(counts(withMessages((texts) => texts.filter((text) => text !== 's-00-0002')))).toMatchObject({ lost: 1 });
    expect(counts(withMessages((texts) => [...texts, 's-00-0002']))).toMatchObject({ duplicated: 1 });
    expect(counts(withMessages((texts) => [...texts, 'w-00-0001']))).toMatchObject({ duplicated: 1 });
    expect(counts(withPosts((posts) => posts.map((post) => ({ ...post, marks: [] }))))).toMatchObject({ wrong: 2 });
  });

  test('accepts a reply that was set aside only where that is expected, and its author was told', () => {
    const failed = (posts: readonly SlackPost[]) =>
      posts.map((post) => (post.reads.startsWith('s-00-0002') ? { ...post, marks: ['x'] } : post));
    const notice = { author: 'Pigdin', reads: 'Not sent to Webex. It is read-only.', isByApp: true, marks: [] };
    const without = withMessages((texts) => texts.filter((text) => text !== 's-00-0002'));
    const told = { ...without, threads: withPosts((posts) => [...failed(posts), notice]).threads };
    const untold = { ...without, threads: withPosts(failed).threads };
    expect(counts({ ...told, mayPark: true })).toEqual(NOTHING);
    expect(counts({ ...untold, mayPark: true })).toMatchObject({ lost: 1 });
    expect(counts(told)).toMatchObject({ lost: 1 });
  });

  test('wants nobody to call Slack before the wait is over for which it had asked', () => {
    const calls = [
      { what: 'chat.postMessage C1', at: 1000, isLimited: true },
      { what: 'chat.postMessage C2', at: 1100, isLimited: false },
      { what: 'chat.postMessage C1', at: 1500, isLimited: false },
      { what: 'chat.postMessage C1', at: 3000, isLimited: false },
    ];
    expect(judge({ ...perfect(conversation), calls }).wrong).toEqual([
      'chat.postMessage C1 was called 500 ms after a 429, at 1500',
    ]);
  });

  test('wants the last revision of what was edited, and nothing of what was deleted', () => {
    const written = [wrote('w', 0, 1, { revision: 2 }), wrote('w', 0, 2, { isDeleted: true })];
    const reading = perfect(written);
    const posts = (reads: readonly string[]): Reading => ({
      ...reading,
      threads: [
        { room: 0, posts: reads.map((text) => ({ author: 'Ann Lee', reads: text, isByApp: true, marks: [] })) },
      ],
    });
    expect(counts(posts(['w-00-0001 r2']))).toEqual(NOTHING);
    expect(counts(posts(['w-00-0001']))).toMatchObject({ wrong: 1 });
    expect(counts(posts(['w-00-0001 r2', 'w-00-0002']))).toMatchObject({ wrong: 1 });
  });

  test('finds a message in another room wrong, and missing in its own', () => {
    expect(counts(withPosts((posts) => [...posts, mirrored(wrote('w', 1, 1))]))).toMatchObject({ wrong: 1 });
  });

  test('never overlooks a post that is taken away, repeated or moved', () => {
    const written = Array.from({ length: 12 }, (_, index) => wrote('w', 0, index + 1));
    const tampered = (posts: readonly SlackPost[]): Reading => ({ ...perfect(written), threads: [{ room: 0, posts }] });
    const posts = written.map(mirrored);
    fc.assert(
      fc.property(fc.nat(11), fc.nat(11), (at, to) => {
        const post = posts[at];
        if (!post) return;
        const others = posts.filter((one) => one !== post);
        expect(counts(tampered(others))).toEqual({ ...NOTHING, lost: 1 });
        expect(counts(tampered(posts.toSpliced(to, 0, post)))).toMatchObject({ duplicated: 1 });
        const moved = counts(tampered(others.toSpliced(to, 0, post)));
        expect(moved['reordered']).toBeGreaterThanOrEqual(at === to ? 0 : 1);
      }),
    );
  });
});

describe('a token', () => {
  test('is found in any text, with its revision; not in a quotation', () => {
    expect(tokensIn('*Ann* w-07-0012 r2 see you, s-00-0001\n> w-07-0001 was before')).toEqual([
      { side: 'w', room: 7, number: 12, revision: 2 },
      { side: 's', room: 0, number: 1, revision: 1 },
    ]);
  });

  test('reads back as it was written', () => {
    const numbers = { side: fc.constantFrom('w' as const, 's' as const), room: fc.nat(99), number: fc.nat(99_999) };
    fc.assert(
      fc.property(fc.record({ ...numbers, revision: fc.integer({ min: 1, max: 9 }) }), (token) => {
        expect(tokensIn(`before ${formatToken(token)} after`)).toEqual([token]);
        expect(nameOf(token)).not.toContain(' ');
      }),
    );
  });
});
