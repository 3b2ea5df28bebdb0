/**
 * Webex ids and the short keys made of them. Pure: also bundled into the PubNub Functions.
 *
 * A Webex id is the unpadded base64 of `ciscospark://<cluster>/<TYPE>/<uuid>` and has 76 to 108 characters, too many for
 * a PubNub channel name. Its key is the trailing UUID: unique for each object, 36 characters.
 */

/** The trailing UUID of a Webex person's id. Names an Account everywhere. */
export type UserKey = string & { readonly UserKey: unique symbol };
/** The trailing UUID of a Webex room's id. */
export type RoomKey = string & { readonly RoomKey: unique symbol };
/** The trailing UUID of a Webex message's id. */
export type MessageKey = string & { readonly MessageKey: unique symbol };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const URI = /^ciscospark:\/\/([^/]+)\/([A-Z_]+)\/([^/]+)$/;

export const isUuid = (text: string): boolean => UUID.test(text);

/** Whether a text can be a UserKey: keys come back from PubNub as plain text. */
export const isUserKey = (text: string): text is UserKey => UUID.test(text);

export interface WebexId {
  /** `us`, or `urn:TEAM:<region>` for most organisations of today. */
  readonly cluster: string;
  readonly type: string;
  readonly uuid: string;
}

/** Undefined where the text is no Webex id. Padding is accepted; the API sends none. */
export function parseWebexId(id: string): WebexId | undefined {
  const [, cluster, type, uuid] = URI.exec(decodeBase64(id)) ?? [];
  return cluster && type && uuid && isUuid(uuid) ? { cluster, type, uuid } : undefined;
}

/** The key of a Webex id; undefined where it does not decode to an id of that type. */
export function keyOf(id: string, type: 'PEOPLE'): UserKey | undefined;
export function keyOf(id: string, type: 'ROOM'): RoomKey | undefined;
export function keyOf(id: string, type: 'MESSAGE'): MessageKey | undefined;
export function keyOf(id: string, type: string): string | undefined {
  const parsed = parseWebexId(id);
  return parsed?.type === type ? parsed.uuid : undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Own code because neither Node's Buffer nor `atob` exists in a PubNub Function. Webex ids decode to ASCII. */
function decodeBase64(text: string): string {
  let bits = 0;
  let held = 0;
  let decoded = '';
  for (const char of text.replace(/=+$/, '')) {
    const value = char === '+' || char === '-' ? 62 : char === '/' || char === '_' ? 63 : ALPHABET.indexOf(char);
    if (value < 0) return '';
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      decoded += String.fromCharCode((held >> bits) & 0xff);
    }
  }
  return decoded;
}
