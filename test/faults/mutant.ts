/** A copy of the bridge and its Functions in which one rule is broken. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Edit, Mutation } from './mutations.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** All that the bridge's test build is made of. */
const PARTS = ['src', 'functions', 'scripts', 'test/faults/preload', 'package.json'];

const run = promisify(execFile);

/** @throws where the source has changed since the mutation was written */
export async function applied({ file, find, replace }: Edit, root = ROOT): Promise<string> {
  const source = await readFile(join(root, file), 'utf8');
  const times = source.split(find).length - 1;
  if (times !== 1)
    throw new Error(`In ${file} this stands ${times} times, not once; mend test/faults/mutations.ts: ${find}`);
  return source.replace(find, () => replace);
}

/** Gives `use` the folder of the copy, and removes it afterwards. */
export async function withMutant<T>({ edits }: Mutation, use: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'pigdin-mutant-'));
  try {
    for (const part of PARTS) await cp(join(ROOT, part), join(root, part), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    for (const edit of edits) await writeFile(join(root, edit.file), await applied(edit, root));
    await run(process.execPath, ['functions/build.ts'], { cwd: root });
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
