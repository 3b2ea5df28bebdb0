/** The test build with another clock: `CLOCK_AHEAD_MS` says by how much; the runner can move it later by a message. */
let aheadMs = Number(process.env['CLOCK_AHEAD_MS'] ?? 0);

const RealDate = Date;
const realNow = Date.now.bind(Date);

class MovedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(realNow() + aheadMs);
    else super(...(given as ConstructorParameters<typeof Date>));
  }

  static override now(): number {
    return realNow() + aheadMs;
  }
}

globalThis.Date = MovedDate as DateConstructor;

process.on('message', (message: { readonly clockAheadMs?: number }) => {
  aheadMs = message.clockAheadMs ?? aheadMs;
});
