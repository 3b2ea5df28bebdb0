// Usage: npm run functions:build. Writes dist/functions/<name>.js and says where each goes in PubNub's portal.
import { mkdir, writeFile } from 'node:fs/promises';
import { bundle, placeOf } from './bundle.ts';
import { FUNCTIONS } from './deployment.ts';

const OUT = new URL('../dist/functions/', import.meta.url);

await mkdir(OUT, { recursive: true });
for (const binding of FUNCTIONS) {
  const code = await bundle(binding);
  await writeFile(new URL(`${binding.name}.js`, OUT), code);
  const size = `${(Buffer.byteLength(code) / 1024).toFixed(1)} KB`;
  console.log(`dist/functions/${binding.name}.js`.padEnd(38), size.padStart(8), '', placeOf(binding));
}
