import * as fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalJson, proofText } from '../../../src/bridge/proof.ts';
import { sign } from '../../../src/bridge/sign.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const CHANNEL = 'webex.a.b';
const AT = 1_700_000_000_000;
const MESSAGE = { id: 'slack:T1:C1:1.2', senderId: 'P1', text: 'hello', isDirect: false, mentions: ['P2', 'P3'] };

const mac = (message: object, channel = CHANNEL, at = AT, secret = SECRET): string =>
  sign(secret, channel, message, at).mac;

describe('canonical JSON', () => {
  test('does not depend on the order of keys, however deep', () => {
    const one = { b: [{ d: 1, c: { f: null, e: true } }], a: 'x' };
    const other = { a: 'x', b: [{ c: { e: true, f: null }, d: 1 }] };
    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(canonicalJson(one)).toBe('{"a":"x","b":[{"c":{"e":true,"f":null},"d":1}]}');
  });

  test('keeps the order of lists', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  test('leaves out what is undefined, as JSON on the wire does', () => {
    expect(canonicalJson({ a: undefined, b: { c: undefined } })).toBe('{"b":{}}');
  });

  test('escapes everything beyond ASCII, half characters and the delete character too', () => {
    expect(canonicalJson({ ü: '€ 😀 \u007f' })).toBe(String.raw`{"\u00fc":"\u20ac \ud83d\ude00 \u007f"}`);
    expect(canonicalJson('\ud83d')).toBe(String.raw`"\ud83d"`);
  });

  test('is ASCII and says the same as the JSON it was made of', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is the same before and after a journey over the wire', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.constant(undefined))), (value) => {
        expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('a proof', () => {
  test('is HMAC-SHA256 in lowercase hex over the channel, the time and the message', () => {
    const text =
      '["pigdin",1,"webex.a.b",1700000000000,{"id":"slack:T1:C1:1.2","isDirect":false,"mentions":["P2","P3"],"senderId":"P1","text":"hello"}]';
    expect(proofText(CHANNEL, AT, MESSAGE)).toBe(text);
    const expected = createHmac('sha256', SECRET).update(text, 'ascii').digest('hex');
    expect(sign(SECRET, CHANNEL, MESSAGE, AT)).toEqual({ at: AT, mac: expected });
  });

  test('has not changed since it was first written down', () => {
    expect(mac(MESSAGE)).toBe('8e4b33abfe5bff754beda8fb912b81d305fc9f0fa617e6abeafbc7350e1c3787');
  });

  test('carries the time at which it was made', () => {
    const before = Date.now();
    const { at } = sign(SECRET, CHANNEL, MESSAGE);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  test('does not cover itself, so that the receiver can compute it over what arrived', () => {
    const proof = sign(SECRET, CHANNEL, MESSAGE, AT);
    expect(mac({ ...MESSAGE, proof })).toBe(proof.mac);
  });

  test('serves for one channel, one time and one secret', () => {
    const known = mac(MESSAGE);
    expect(mac(MESSAGE, 'webex.a.c')).not.toBe(known);
    expect(mac(MESSAGE, CHANNEL, AT + 1)).not.toBe(known);
    expect(mac(MESSAGE, CHANNEL, AT, `${SECRET}!`)).not.toBe(known);
  });

  test('serves for one content: any change of any field shows', () => {
    const known = mac(MESSAGE);
    const fields = fc.constantFrom(...Object.keys(MESSAGE));
    fc.assert(
      fc.property(fields, fc.jsonValue(), (field, value) => {
        const changed = { ...MESSAGE, [field]: value };
        const same = JSON.stringify(changed) === JSON.stringify(MESSAGE);
        expect(mac(changed) === known).toBe(same);
      }),
    );
    expect(mac({ ...MESSAGE, forwardToPlatform: true })).not.toBe(known);
    const { senderId: _senderId, ...without } = MESSAGE;
    expect(mac(without)).not.toBe(known);
  });

  test('cannot be moved between channel and time by shifting characters', () => {
    expect(proofText('a', 12, {})).not.toBe(proofText('a1', 2, {}));
    expect(proofText('a",1', 2, {})).not.toBe(proofText('a', 1, {}));
  });
});
