/** Keeps a connection up that does not keep itself up: tries again for as long as it takes, ever more slowly. */
export class Supervisor {
  readonly #reconnect: () => void;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(reconnect: () => void) {
    this.#reconnect = reconnect;
  }

  connected(): void {
    this.#failures = 0;
  }

  /** Call for every loss. @returns after how many milliseconds the next attempt follows */
  disconnected(): number {
    const spread = 0.75 + Math.random() / 2;
    const wait = Math.round(Math.min(FIRST_MS * 2 ** this.#failures, LONGEST_MS) * spread);
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#reconnect, wait);
    return wait;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

const FIRST_MS = 200;
const LONGEST_MS = 30_000;
