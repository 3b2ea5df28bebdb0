/** As much of CBOR (RFC 8949) as an access token needs: integers, byte strings, text, maps, booleans, null and doubles. */

export type CborValue = number | string | boolean | null | Uint8Array | CborMap;
export type CborMap = { readonly [key: string]: CborValue };

const UINT = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const MAP = 5;
const SIMPLE = 7;
const SIMPLE_VALUES = new Map<number, boolean | null>([
  [20, false],
  [21, true],
  [22, null],
]);
const DOUBLE = 27;

/** Keys of maps become byte strings, as in PubNub's own tokens. */
export function encodeCbor(value: CborValue): Buffer {
  if (value instanceof Uint8Array) return Buffer.concat([head(BYTES, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(TEXT, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean') return Buffer.from([(SIMPLE << 5) | (value ? 21 : 20)]);
  return value === null ? Buffer.from([(SIMPLE << 5) | 22]) : encodeMap(value);
}

function encodeMap(map: CborMap): Buffer {
  const entries = Object.entries(map);
  return Buffer.concat([
    head(MAP, entries.length),
    ...entries.flatMap(([key, value]) => [encodeCbor(Buffer.from(key)), encodeCbor(value)]),
  ]);
}

function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value)) return value >= 0 ? head(UINT, value) : head(NEGATIVE, -1 - value);
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8((SIMPLE << 5) | DOUBLE, 0);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  const size = argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8;
  const bytes = Buffer.alloc(1 + size);
  bytes.writeUInt8((major << 5) | (24 + Math.log2(size)), 0);
  if (size === 8) bytes.writeBigUInt64BE(BigInt(argument), 1);
  else bytes.writeUIntBE(argument, 1, size);
  return bytes;
}

/** Throws a RangeError or SyntaxError for what is not such CBOR. */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const reader = new Reader(Buffer.from(bytes));
  const value = reader.value();
  if (!reader.done()) throw new SyntaxError('More than one CBOR value');
  return value;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  done(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(): CborValue {
    const first = this.#take(1).readUInt8(0);
    const [major, info] = [first >> 5, first & 0x1f];
    if (major === SIMPLE) return this.#simple(info);
    const argument = this.#argument(info);
    switch (major) {
      case UINT:
        return argument;
      case NEGATIVE:
        return -1 - argument;
      case BYTES:
        return Buffer.from(this.#take(argument));
      case TEXT:
        return this.#take(argument).toString();
      case MAP:
        return this.#map(argument);
      default:
        throw new SyntaxError(`Unexpected CBOR type ${major}`);
    }
  }

  #map(size: number): CborMap {
    const entries: [string, CborValue][] = [];
    for (let index = 0; index < size; index += 1) {
      const key = this.value();
      if (typeof key !== 'string' && !(key instanceof Uint8Array)) throw new SyntaxError('Unexpected CBOR key');
      entries.push([key.toString(), this.value()]);
    }
    return Object.fromEntries(entries);
  }

  #simple(info: number): CborValue {
    if (info === DOUBLE) return this.#take(8).readDoubleBE(0);
    const value = SIMPLE_VALUES.get(info);
    if (value === undefined) throw new SyntaxError(`Unexpected CBOR value ${info}`);
    return value;
  }

  #argument(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new SyntaxError('Indefinite lengths are not supported');
    const size = 2 ** (info - 24);
    const bytes = this.#take(size);
    return size === 8 ? Number(bytes.readBigUInt64BE(0)) : bytes.readUIntBE(0, size);
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError('CBOR ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
