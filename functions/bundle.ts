/** Bundles one Function into the one readable file that PubNub takes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform, type Plugin } from 'esbuild';
import { FUNCTIONS, type FunctionBinding } from './deployment.ts';

/** PubNub's limit for the code of one Function. */
export const MAX_BUNDLE_BYTES = 64 * 1024;

/** Node's and the browser's: PubNub has none of them. A free use of one shows in the bundle under a telling name. */
const FORBIDDEN = [
  'process',
  'Buffer',
  'require',
  'module',
  'global',
  'globalThis',
  'window',
  'setTimeout',
  'fetch',
  'URL',
];
const MARK = 'FORBIDDEN_GLOBAL_';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the built Functions lie, as `<name>.js`. */
export const BUILT_FUNCTIONS = `${ROOT}dist/functions`;

export interface BuiltFunction {
  readonly binding: FunctionBinding;
  readonly bytes: number;
}

/** Builds every Function into `BUILT_FUNCTIONS`. */
export async function buildFunctions(): Promise<BuiltFunction[]> {
  await mkdir(BUILT_FUNCTIONS, { recursive: true });
  return Promise.all(
    FUNCTIONS.map(async (binding) => {
      const code = await bundle(binding);
      await writeFile(`${BUILT_FUNCTIONS}/${binding.name}.js`, code);
      return { binding, bytes: Buffer.byteLength(code) };
    }),
  );
}

const entryOf = (name: string): string => `${ROOT}functions/${name}.ts`;

/** Throws, saying what is wrong, for what PubNub would not run. */
export async function bundle(binding: FunctionBinding, entry = entryOf(binding.name)): Promise<string> {
  const {
    outputFiles: [file],
  } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    absWorkingDir: ROOT,
    // A file's name in the bundle must not tell where node_modules really lies.
    preserveSymlinks: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2020',
    charset: 'utf8',
    treeShaking: true,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [declarationsOnly],
    define: Object.fromEntries(FORBIDDEN.map((name) => [name, `${MARK}${name}`])),
    banner: { js: bannerOf(binding, await licenceOf('valibot')) },
  });
  const code = (await packLibraries(file?.text ?? ''))
    // PubNub's modules: written as a call of `require` only now, because esbuild would put a shim around it.
    .replace(/\bpubnubModule\(/g, 'require(')
    .replace(/^export \{\s*(\w+) as default\s*\};\s*$/m, 'export default $1;\n')
    // Tabs look as well, and leave room for code.
    .replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2));
  check(binding.name, code);
  return code;
}

/** No module of ours does anything when it is loaded: one of which nothing is used is left out. */
const declarationsOnly: Plugin = {
  name: 'declarations-only',
  setup(own) {
    own.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path),
      sideEffects: false,
    }));
  },
};

/** Our own code stays readable; what is a library's may be dense. */
async function packLibraries(code: string): Promise<string> {
  const library = /^(\/\/ node_modules\/.*)\n([^]*?)(?=^\/\/ (?:functions|src)\/)/m;
  const [whole = '', title = '', body = ''] = library.exec(code) ?? [];
  if (whole === '') return code;
  const packed = await transform(body, { minify: true, target: 'es2020', lineLimit: 160, treeShaking: false });
  return code.replace(whole, () => `${title}\n${packed.code}\n`);
}

/** Throws when the code is not of the form that PubNub runs. */
function check(name: string, code: string): void {
  const size = Buffer.byteLength(code);
  const forbidden = new RegExp(`${MARK}(\\w+)`).exec(code)?.[1];
  const wrong = [
    size >= MAX_BUNDLE_BYTES && `it has ${size} bytes, PubNub takes less than ${MAX_BUNDLE_BYTES}`,
    /^\s*(?:import\b|export (?!default\b))/m.test(code) && 'an import or a second export is left in it',
    (code.match(/^export default \w+;$/gm) ?? []).length !== 1 && 'it must have exactly one "export default"',
    code.includes('__require') && "esbuild's shim for require is in it",
    forbidden !== undefined && `it uses "${forbidden}", which PubNub does not have`,
  ].filter((sentence) => sentence !== false);
  if (wrong.length > 0) throw new Error(`${name} cannot run in PubNub: ${wrong.join('; ')}.`);
}

/** Where the file goes in PubNub, in words. */
export function placeOf(binding: FunctionBinding): string {
  switch (binding.type) {
    case 'BEFORE_PUBLISH':
      return `Before Publish or Fire, channel ${binding.channel}`;
    case 'ON_REQUEST':
      return `On Request, path ${binding.path}`;
    case 'ON_INTERVAL':
      return `On Interval, every ${binding.minutes === 1 ? 'minute' : `${binding.minutes} minutes`}`;
  }
}

const bannerOf = (binding: FunctionBinding, licence: string): string =>
  [
    `// Pigdin's PubNub Function ${binding.name}. ${binding.does}`,
    `// Event type: ${placeOf(binding)}.`,
    `// Secrets in the vault: ${binding.secrets.join(', ')}.`,
    '// Built from functions/ by "npm run functions:build": change it there.',
    `// Holds parts of Valibot: ${licence}`,
    '',
  ].join('\n');

/** Its first line and its copyright: the licence wants them kept with copies. */
async function licenceOf(library: string): Promise<string> {
  const text = await readFile(`${ROOT}node_modules/${library}/LICENSE.md`, 'utf8');
  return text
    .split('\n')
    .filter((line) => /^(?:MIT License|Copyright)/.test(line))
    .join('. ');
}
