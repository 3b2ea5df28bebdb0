import { buildFunctions } from '../../functions/bundle.ts';

/** Vitest's global setup: builds each Function once into dist/functions, where the sandbox loads it. */
export async function setup(): Promise<void> {
  await buildFunctions();
}
