// Usage: npm run functions:build. Writes dist/functions/<name>.js and says where each goes in PubNub's portal.
import { buildFunctions, placeOf } from './bundle.ts';

for (const { binding, bytes } of await buildFunctions()) {
  const size = `${(bytes / 1024).toFixed(1)} KB`;
  console.log(`dist/functions/${binding.name}.js`.padEnd(38), size.padStart(8), '', placeOf(binding));
}
