import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** What a browser loads besides the page itself. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
}

const SCRIPT = fileURLToPath(new URL('client/main.tsx', import.meta.url));
const STYLE = fileURLToPath(new URL('client/style/main.css', import.meta.url));

let built: Promise<Bundle> | undefined;

/** Builds the client in memory, once for each process. Rejects with an Error that names what does not compile. */
export function bundleClient(): Promise<Bundle> {
  built ??= Promise.all([bundleOf(SCRIPT), bundleOf(STYLE)]).then(([script, style]) => ({ script, style }));
  return built;
}

async function bundleOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}
