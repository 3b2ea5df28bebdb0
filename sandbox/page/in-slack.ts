import * as z from 'zod';
import type { ElementId } from '../slack/interactions/elements.ts';
import { name, Refused } from './act.ts';

/** What somebody pressed, chose or filled in. Without its block, the first element of that name is meant. */
export const pressed = {
  actionId: name('actionId'),
  blockId: z.string().optional(),
  choice: z.union([z.string(), z.array(z.string())]).optional(),
};

export const elementOf = ({ blockId, actionId }: { blockId?: string | undefined; actionId: string }): ElementId =>
  blockId === undefined ? actionId : { blockId, actionId };

export const unanswered = (what: string): Refused =>
  new Refused(502, `${what}: the app did not answer Slack. Is the bridge running?`);

/** The world says with a plain Error what Slack's clients would not let somebody do. */
export async function inSlack<Result>(doing: () => Promise<Result>): Promise<Result> {
  try {
    return await doing();
  } catch (error) {
    if (error instanceof Error && error.name === 'Error') throw new Refused(409, `Slack refused: ${error.message}`);
    throw error;
  }
}
