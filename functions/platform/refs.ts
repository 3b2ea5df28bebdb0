/** Schemas of the platform's ids: what passes has a key. */
import * as v from 'valibot';
import { keyOf } from '../../src/bridge/ids.ts';
import type { MessageRef, PersonRef, RoomRef } from './platform.ts';

export const personRef = v.pipe(
  v.string(),
  v.rawTransform(({ dataset: { value: id }, addIssue, NEVER }): PersonRef => {
    const key = keyOf(id, 'PEOPLE');
    return key ? { id, key } : (addIssue({ message: 'no id of a person' }), NEVER);
  }),
);
export const roomRef = v.pipe(
  v.string(),
  v.rawTransform(({ dataset: { value: id }, addIssue, NEVER }): RoomRef => {
    const key = keyOf(id, 'ROOM');
    return key ? { id, key } : (addIssue({ message: 'no id of a room' }), NEVER);
  }),
);
export const messageRef = v.pipe(
  v.string(),
  v.rawTransform(({ dataset: { value: id }, addIssue, NEVER }): MessageRef => {
    const key = keyOf(id, 'MESSAGE');
    return key ? { id, key } : (addIssue({ message: 'no id of a message' }), NEVER);
  }),
);
