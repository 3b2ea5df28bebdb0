/** Parts a list wherever the key changes from one member to the next. */
export function runsOf<T>(members: readonly T[], keyOf: (member: T) => unknown): T[][] {
  const runs: T[][] = [];
  let last: unknown;
  for (const member of members) {
    const key = keyOf(member);
    if (runs.length > 0 && key === last) runs.at(-1)?.push(member);
    else runs.push([member]);
    last = key;
  }
  return runs;
}
