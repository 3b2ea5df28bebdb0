import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, BUILT_FUNCTIONS, MAX_BUNDLE_BYTES, placeOf } from '../../functions/bundle.ts';
import { FUNCTIONS, type FunctionBinding } from '../../functions/deployment.ts';

const codeOf = (name: string): Promise<string> => readFile(`${BUILT_FUNCTIONS}/${name}.js`, 'utf8');

describe.each(FUNCTIONS)('the built $name', (binding) => {
  test('is smaller than PubNub allows, and readable', async () => {
    const code = await codeOf(binding.name);
    expect(Buffer.byteLength(code)).toBeLessThan(MAX_BUNDLE_BYTES);
    expect(Math.max(...code.split('\n').map((line) => line.length))).toBeLessThan(500);
  });

  test('has one default export and no import, and loads with nothing but the language', async () => {
    const code = await codeOf(binding.name);
    expect(code.match(/^export default \w+;$/gm)).toHaveLength(1);
    expect(code).not.toMatch(/^import\b/m);
    const script = code.replace(/^export default (\w+);$/m, '$1;');
    expect(vm.runInNewContext(script, {})).toBeTypeOf('function');
  });

  test("asks for PubNub's modules only inside its handler", async () => {
    const code = await codeOf(binding.name);
    expect(code).not.toContain('__require');
    expect(code).not.toMatch(/^(?:const|var|let) .*\brequire\(/m);
    expect(code.match(/\brequire\("([^"]+)"\)/g)).toContain('require("kvstore")');
  });

  test('says on top what it is, where it goes and which secrets it needs', async () => {
    const banner = (await codeOf(binding.name)).split('\n').slice(0, 5).join('\n');
    for (const fact of [binding.name, placeOf(binding), ...binding.secrets, 'MIT']) expect(banner).toContain(fact);
  });

  test('holds no path of the machine it was built on', async () => {
    expect(await codeOf(binding.name)).not.toContain(process.cwd());
  });
});

describe('the bundler refuses', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pigdin-bundle-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const binding: FunctionBinding = { name: 'x', does: '', secrets: [], type: 'ON_REQUEST', path: 'x' };

  test.each([
    ["Node's modules", "import fs from 'node:fs'; export default async function x() { return fs; }", /node:fs/],
    ['a global of Node', 'export default async function x() { return Buffer.from("a"); }', /uses "Buffer"/],
    ['timers', 'export default async function x() { setTimeout(() => 0, 1); }', /uses "setTimeout"/],
    [
      'require',
      'declare const require: any; export default async function x() { return require("kvstore"); }',
      /uses "require"/,
    ],
    ['a second export', 'export const a = 1; export default async function x() {}', /exactly one "export default"/],
    ['no default export', 'console.log(1);', /exactly one "export default"/],
    [
      'more than PubNub takes',
      `export default async function x() { return "${'a'.repeat(70_000)}"; }`,
      /70\d\d\d bytes/,
    ],
  ])('%s', async (_what, code, reason) => {
    const entry = join(directory, 'entry.ts');
    await writeFile(entry, code);
    await expect(bundle(binding, entry)).rejects.toThrow(reason);
  });
});
