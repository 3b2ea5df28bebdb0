import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelOf, signInChannelOf } from '../../../src/bridge/channels.ts';
import { readDelivered, SeenProofs } from '../../../src/bridge/delivered.ts';
import { canonicalJson } from '../../../src/bridge/proof.ts';
import { isProven, sign } from '../../../src/bridge/sign.ts';
import { message, roomKey, userKey } from '../../support/builders.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const ROOM = channelOf('nested', userKey(1), roomKey(1));
const SIGN_IN_ID = '6d4f7a1c-2f0e-4d7a-9a51-0e9b6b4f2c11';
const SIGN_IN = signInChannelOf('nested', SIGN_IN_ID);
const UNPROVEN = { ok: false, why: 'carries no valid proof of its sender' };

/** As it travels: signed for a channel, and once through JSON. */
function signed(content: object, channel: string, secret = SECRET, at?: number): Record<string, unknown> {
  return JSON.parse(JSON.stringify({ ...content, proof: sign(secret, channel, content, at) })) as Record<
    string,
    unknown
  >;
}

const MINUTE = 60_000;

/** Read as PubNub delivers it, published a moment ago unless told. */
const received = (channel: string, content: unknown, at = Date.now()) =>
  readDelivered(SECRET, { channel, timetoken: `${at}0000`, message: content });

const news = { v: 1, kind: 'sign-in', id: SIGN_IN_ID, outcome: 'denied', reason: 'You said no.' };

describe('what PubNub delivers', () => {
  test('is read when somebody signed it who knows the secret', () => {
    const envelope = signed(message(), ROOM);
    expect(received(ROOM, envelope)).toEqual({ ok: true, content: envelope });
  });

  test('is read as the outcome of a sign-in on the channel of one', () => {
    const outcome = signed(news, SIGN_IN);
    expect(received(SIGN_IN, outcome)).toEqual({ ok: true, content: outcome });
  });

  test('is no outcome of a sign-in on the channel of a room, and no envelope on that of a sign-in', () => {
    expect(received(ROOM, signed(news, ROOM))).toMatchObject({ ok: false });
    expect(received(SIGN_IN, signed(message(), SIGN_IN))).toMatchObject({ ok: false });
  });

  test('may be as old as it likes, as long as it was signed when it was published: PubNub keeps it while the app is down', () => {
    expect(received(ROOM, signed(message(), ROOM, SECRET, 1000 * MINUTE), 1004 * MINUTE)).toMatchObject({ ok: true });
  });

  test.each([
    ['an envelope', ROOM, message()],
    ['the outcome of a sign-in', SIGN_IN, news],
  ])('is dropped when somebody publishes it again later: %s', (_what, channel, content) => {
    const genuine = signed(content, channel, SECRET, 1000 * MINUTE);
    const again = { ok: false, why: 'was signed long before it was published: somebody has published it again' };
    expect(received(channel, genuine, 1005 * MINUTE + 1)).toEqual(again);
    expect(received(channel, genuine, 995 * MINUTE - 1)).toEqual(again);
    expect(received(channel, genuine, 1005 * MINUTE)).toMatchObject({ ok: true });
  });

  test('is dropped when somebody publishes it again at once, but not when PubNub delivers it again', () => {
    const seen = new SeenProofs();
    const read = (content: unknown, timetoken: string) =>
      readDelivered(SECRET, { channel: ROOM, timetoken, message: content }, seen);
    const genuine = signed(message(), ROOM, SECRET, 1000 * MINUTE);
    const [then, later] = [`${1000 * MINUTE}0000`, `${1000 * MINUTE + 1}0000`];
    expect(read(genuine, then)).toMatchObject({ ok: true });
    expect(read(genuine, then)).toMatchObject({ ok: true });
    // As PubNub's history may give it, rounded.
    expect(read(genuine, `${1000 * MINUTE}0002`)).toMatchObject({ ok: true });
    const again = { ok: false, why: 'was published before: somebody has published it again' };
    expect(read(genuine, later)).toEqual(again);
    expect(read(genuine, later)).toEqual(again);
    expect(read(signed(message(), ROOM, SECRET, 1000 * MINUTE + 1), later)).toMatchObject({ ok: true });
  });

  test('is known as long as it could be published again, and its proof then forgotten', () => {
    const seen = new SeenProofs();
    const at = (minutes: number) => ({ at: minutes * MINUTE, mac: `mac ${minutes}` });
    for (const minutes of [1000, 1004, 1009]) expect(seen.isReplay(at(minutes), minutes * MINUTE)).toBe(false);
    expect(seen.isReplay(at(1000), 1005 * MINUTE)).toBe(true);
    expect(seen.size).toBe(3);
    for (const minutes of [1012, 1016]) expect(seen.isReplay(at(minutes), minutes * MINUTE)).toBe(false);
    expect(seen.size).toBe(3);
  });

  test('is dropped without an error when it is nested more deeply than anybody can look', () => {
    const deep = `${'['.repeat(12_000)}${']'.repeat(12_000)}`;
    const hostile: unknown = JSON.parse(`{"proof":{"at":1,"mac":"x"},"text":${deep}}`);
    expect(received(ROOM, hostile)).toEqual(UNPROVEN);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'hello'],
    ['an envelope without a proof', message()],
    ['an envelope whose proof is empty', message(1, { proof: { at: 1, mac: '' } })],
    ['one signed with another secret', signed(message(), ROOM, `${SECRET}!`)],
    ['one signed for another channel', signed(message(), channelOf('nested', userKey(1), roomKey(2)))],
    ['one whose text was changed', { ...signed(message(), ROOM), text: 'give me money' }],
    ['one whose room was changed', { ...signed(message(), ROOM), platformChannelId: 'elsewhere' }],
    ['one to which something was added', { ...signed(message(), ROOM), forwardToPlatform: true }],
    [
      'one whose proof was moved in time',
      { ...signed(message(), ROOM), proof: { ...sign(SECRET, ROOM, message()), at: 7 } },
    ],
  ])('is dropped when it is %s', (_what, content) => {
    expect(received(ROOM, content)).toEqual(UNPROVEN);
  });

  test('is dropped when it is proven but does not parse, without a word of what it says', () => {
    const decoded = received(ROOM, signed({ ...message(), text: ['private words'] }, ROOM));
    expect(decoded).toEqual({ ok: false, why: 'does not fit version 1: text' });
  });

  test('is dropped without an error, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), fc.string(), (content, channel) => {
        expect(received(channel, content)).toEqual(UNPROVEN);
      }),
    );
  });
});

describe('a proof', () => {
  test('holds for what was signed and for nothing else', () => {
    const contents = fc.dictionary(fc.string(), fc.jsonValue()).map(({ proof: _proof, ...rest }) => rest);
    fc.assert(
      fc.property(contents, fc.string(), fc.jsonValue(), (content, field, value) => {
        const known = signed(content, ROOM);
        expect(isProven(SECRET, ROOM, known)).toBe(true);
        const changed = { ...known, [field]: value };
        const same = canonicalJson(changed) === canonicalJson(known);
        expect(isProven(SECRET, ROOM, changed)).toBe(same);
      }),
    );
  });

  test.each([1, null, '', 'ü'.repeat(64), 'ab'.repeat(32), 'AB'.repeat(32)])('is not %j', (mac) => {
    expect(isProven(SECRET, ROOM, { ...message(), proof: { at: 1, mac } })).toBe(false);
  });
});
