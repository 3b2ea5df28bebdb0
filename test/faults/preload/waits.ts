/** The test build in a hurry: with `LONG_WAITS=0.05` whatever waits for a minute or longer waits a twentieth of it. */
const share = Number(process.env['LONG_WAITS'] ?? 1);

const LONG_MS = 60_000;

const realTimeout = globalThis.setTimeout;

if (share !== 1) {
  const hurried = (action: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): NodeJS.Timeout =>
    realTimeout(action, ms >= LONG_MS ? ms * share : ms, ...given);
  globalThis.setTimeout = Object.assign(hurried, realTimeout);
}
