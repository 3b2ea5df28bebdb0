/** When the messages of a room share a Slack post. */
import type { Part } from './model.ts';
import type { RoomQueue } from './room-queue.ts';

/** Fewer are posted one by one, each under its author's own picture. */
const MANY = 4;

/** Longer than this nobody waits for a post of their own. */
const LONG_MS = 2000;

/** Slack takes fifty blocks a post; each part has one, and its heading. */
const MOST_PARTS = 45;

/** Slack refuses a post at about 12,000 characters over all its blocks. */
const MOST_CHARACTERS = 10_000;

/** Whether more has come than Slack lets through at its usual pace. */
export const isBacklog = (queue: RoomQueue): boolean =>
  queue.size >= MANY || (queue.head !== undefined && performance.now() - queue.head.heardAt > LONG_MS);

export const fits = (parts: readonly Part[]): boolean =>
  parts.length <= MOST_PARTS &&
  parts.reduce((sum, { ghost, text }) => sum + ghost.name.length + text.length + 20, 0) <= MOST_CHARACTERS;
