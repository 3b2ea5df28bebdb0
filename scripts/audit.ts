// npm run audit [-- --since 2h --until 10m --room "Product launch" --user uma@example.com]: names every message that is
// unaccounted for. src/audit/options.ts holds the options.
import { config as loadDotenv } from 'dotenv';
import { main } from '../src/audit/main.ts';

loadDotenv({ quiet: true });
process.exitCode = await main(process.argv.slice(2), (line) => void process.stdout.write(`${line}\n`));
