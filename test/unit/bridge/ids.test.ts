import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUserKey, isUuid, keyOf, parseWebexId } from '../../../src/bridge/ids.ts';
import { webexId } from '../../support/builders.ts';

const ROOM = 'bbceb1ad-43f1-3b58-9147-f14bb0c4d154';

/** As Webex's own documentation prints it. */
const DOCUMENTED = 'Y2lzY29zcGFyazovL3VzL1JPT00vYmJjZWIxYWQtNDNmMS0zYjU4LTkxNDctZjE0YmIwYzRkMTU0';
const LONG = 'Y2lzY29zcGFyazovL3VybjpURUFNOnVzLXdlc3QtMl9yL1JPT00vYmJjZWIxYWQtNDNmMS0zYjU4LTkxNDctZjE0YmIwYzRkMTU0';

describe('a Webex id', () => {
  test('of the old American cluster says cluster, type and UUID', () => {
    expect(parseWebexId(DOCUMENTED)).toEqual({ cluster: 'us', type: 'ROOM', uuid: ROOM });
  });

  test('of any other cluster does too', () => {
    expect(parseWebexId(LONG)).toEqual({ cluster: 'urn:TEAM:us-west-2_r', type: 'ROOM', uuid: ROOM });
  });

  test('is understood with padding and without', () => {
    const id = webexId('PEOPLE', ROOM);
    expect(id).not.toContain('=');
    for (const padding of ['', '=', '==']) expect(parseWebexId(id + padding)?.uuid).toBe(ROOM);
  });

  test.each([
    ['nothing', ''],
    ['a bare UUID', ROOM],
    ['base64 of something else', Buffer.from('https://us/ROOM/' + ROOM).toString('base64')],
    ['a membership, which ends in two UUIDs', webexId('MEMBERSHIP', `${ROOM}:${ROOM}`)],
    ['an id without a UUID', webexId('ROOM', 'lobby')],
    ['a UUID in capitals, which Webex never sends', webexId('ROOM', ROOM.toUpperCase())],
    ['something behind the UUID', webexId('ROOM', `${ROOM}/1`)],
    ['a cut id', DOCUMENTED.slice(0, -4)],
    ['a decoded id', `ciscospark://us/ROOM/${ROOM}`],
    ['an emoji', '😀'],
    ['an id with a space', `${DOCUMENTED} `],
  ])('is not %s', (_what, text) => {
    expect(parseWebexId(text)).toBeUndefined();
  });

  test('comes back as it was made, for every cluster, type and UUID, in either alphabet of base64', () => {
    const cluster = fc.stringMatching(/^[ -.0-~]{1,30}$/);
    fc.assert(
      fc.property(cluster, fc.stringMatching(/^[A-Z_]{1,20}$/), fc.uuid(), (where, type, uuid) => {
        const id = webexId(type, uuid, where);
        const urlSafe = id.replaceAll('+', '-').replaceAll('/', '_');
        expect(parseWebexId(id)).toEqual({ cluster: where, type, uuid });
        expect(parseWebexId(urlSafe)).toEqual({ cluster: where, type, uuid });
      }),
    );
  });

  test('is looked for in any text without an error', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.base64String(), fc.string());
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseWebexId(text);
        expect(parsed === undefined || isUuid(parsed.uuid)).toBe(true);
      }),
    );
  });
});

describe('the key of an id', () => {
  test('is its UUID where the type is the one that was asked for', () => {
    expect(keyOf(DOCUMENTED, 'ROOM')).toBe(ROOM);
    expect(keyOf(LONG, 'ROOM')).toBe(ROOM);
    expect(keyOf(webexId('MESSAGE', ROOM), 'MESSAGE')).toBe(ROOM);
    expect(keyOf(webexId('PEOPLE', ROOM), 'PEOPLE')).toBe(ROOM);
  });

  test('does not exist where the type is another', () => {
    expect(keyOf(DOCUMENTED, 'PEOPLE')).toBeUndefined();
    expect(keyOf(webexId('PEOPLE', ROOM), 'MESSAGE')).toBeUndefined();
    expect(keyOf('garbage', 'ROOM')).toBeUndefined();
  });

  test('is recognised among texts that come back from PubNub', () => {
    expect(isUserKey(ROOM)).toBe(true);
    for (const text of ['', 'account', `${ROOM} `, `${ROOM}\n`, ROOM.toUpperCase()])
      expect(isUserKey(text)).toBe(false);
  });
});
