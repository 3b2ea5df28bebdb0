/** When the messages of a room share a Slack post. */
import type { RoomQueue } from './room-queue.ts';

/** Fewer are posted one by one, each under its author's own picture. */
const MANY = 4;

/** Longer than this nobody waits for a post of their own. */
const LONG_MS = 2000;

/** Whether more has come than Slack lets through at its usual pace. */
export const isBacklog = (queue: RoomQueue): boolean =>
  queue.size >= MANY || (queue.head !== undefined && performance.now() - queue.head.heardAt > LONG_MS);
