import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const GUARD = new URL('../../scripts/toolchain.js', import.meta.url);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pigdin-guard-'));
  await mkdir(join(folder, 'scripts'));
  await mkdir(join(folder, 'bin'));
  await copyFile(GUARD, join(folder, 'scripts/toolchain.js'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'package-lock.json'), '{}');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the guard where `node` on PATH is of that version, and npm is a program that writes down how it was called. */
function guard(nodeVersion: string, npm: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    void (async () => {
      await writeFile(join(folder, 'bin/node'), `#!/bin/sh\necho ${nodeVersion}\n`);
      await chmod(join(folder, 'bin/node'), 0o755);
      await writeFile(join(folder, 'npm.js'), npm);
      const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, npm_execpath: join(folder, 'npm.js') };
      const child = execFile(
        process.execPath,
        ['scripts/toolchain.js'],
        { cwd: folder, env },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    })();
  });
}

const INSTALLS = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  console.log('npm ' + process.argv.slice(2).join(' '));
  mkdirSync('node_modules', { recursive: true });
  writeFileSync('node_modules/.package-lock.json', '{}');
`;

test('in a fresh clone it installs from the lockfile and says so; the second time it is silent', async () => {
  const first = await guard('24.21.0', INSTALLS);
  expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/Installing what Pigdin needs[^]*npm ci/) });
  expect(await guard('24.21.0', INSTALLS)).toEqual({ code: 0, output: '' });
});

test('where npm would run scripts on an older Node, it installs, and then stops with a sentence that holds the remedy', async () => {
  const { code, output } = await guard('20.20.2', INSTALLS);
  expect(code).toBe(1);
  expect(output).toContain('Pigdin needs Node 24, but npm would run it on 20.20.2');
  expect(output).toContain('npm install --ignore-scripts=false');
  expect(output).not.toContain('    at ');
});

test('where the installation fails, it stops with a sentence', async () => {
  const { code, output } = await guard('24.21.0', 'process.exit(1);');
  expect(code).toBe(1);
  expect(output).toContain('The installation did not finish');
});
