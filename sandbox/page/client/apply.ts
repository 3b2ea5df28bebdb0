import type { Change, Tables } from '../protocol.ts';

/** The tables after some changes. A row keeps its place; a new one comes last. */
export const applyChanges = (tables: Tables, changes: readonly Change[]): Tables => changes.reduce(applyChange, tables);

function applyChange(tables: Tables, change: Change): Tables {
  const rows: readonly { readonly key: string }[] = tables[change.table];
  return { ...tables, [change.table]: 'gone' in change ? without(rows, change.gone) : put(rows, change.row) };
}

type Rows = readonly { readonly key: string }[];

const without = (rows: Rows, key: string): Rows => rows.filter((row) => row.key !== key);

function put(rows: Rows, row: Rows[number]): Rows {
  const index = rows.findIndex(({ key }) => key === row.key);
  return index < 0 ? [...rows, row] : rows.with(index, row);
}
