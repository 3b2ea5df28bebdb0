import { mkdir, writeFile } from 'node:fs/promises';
import { bundle } from '../../functions/bundle.ts';
import { FUNCTIONS } from '../../functions/deployment.ts';

/** Vitest's global setup: builds each Function once into dist/functions, where the sandbox loads it. */
export async function setup(): Promise<void> {
  const out = new URL('../../dist/functions/', import.meta.url);
  await mkdir(out, { recursive: true });
  await Promise.all(
    FUNCTIONS.map(async (binding) => writeFile(new URL(`${binding.name}.js`, out), await bundle(binding))),
  );
}
