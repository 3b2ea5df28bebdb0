/** One line of the table: smallest, middle and largest of the values measured. */
export function row(name: string, values: readonly number[], target: string): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
  return [name.padEnd(52), at(0), at(0.5), at(1), target].join('\t');
}
