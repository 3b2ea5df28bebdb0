import { createHash, randomInt, randomUUID } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([1-8])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** `require('uuid')`. */
export const uuidModule = {
  v4: (): string => randomUUID(),
  v3: (name: string, namespace: string): string => named('md5', 3, name, namespace),
  v5: (name: string, namespace: string): string => named('sha1', 5, name, namespace),
  validate: (text: string): boolean => UUID.test(text),
  version: (text: string): number => Number(UUID.exec(text)?.[1]),
};

/** RFC 9562, sections 5.3 and 5.5. */
function named(algorithm: 'md5' | 'sha1', version: number, name: string, namespace: string): string {
  const bytes = createHash(algorithm)
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `require('utils')`. */
export const utilsModule = {
  /** Both ends included. */
  randomInt: (min: number, max: number): number => randomInt(min, max + 1),
  isNumeric: (value: unknown): boolean => value !== '' && value !== null && Number.isFinite(Number(value)),
};
