import { planOf, type Case } from './case.ts';

/** Nothing goes wrong: what the others are measured against. */
export const CALM: readonly Case[] = [
  {
    name: 'calm',
    what: 'nothing goes wrong',
    run: (trial, size, seed) => trial.world.write(planOf(size, seed)),
  },
  {
    name: 'burst',
    what: 'everything is written at once',
    run: (trial, { inWebex, inSlack }, seed) => trial.world.write({ seed, inWebex, inSlack }),
  },
  {
    name: 'edits',
    what: 'messages are changed and taken back on both sides right after they were written',
    run: (trial, size, seed) =>
      trial.world.write({
        ...planOf(size, seed),
        edits: Math.ceil(size.inWebex / 4),
        deletes: Math.ceil(size.inWebex / 8),
        slackEdits: Math.ceil(size.inSlack / 4),
        slackDeletes: Math.ceil(size.inSlack / 8),
      }),
  },
];
