/** The test build with a disk that can fill up: SQLite itself then refuses to grow, with the error it has for a full disk. */
import { DatabaseSync } from 'node:sqlite';

const databases = new Set<DatabaseSync>();
const { exec } = Object.getOwnPropertyDescriptors(DatabaseSync.prototype);

DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
  databases.add(this);
  exec.value?.call(this, sql);
};

const BEYOND_ALL = 2 ** 31;

process.on('message', ({ storeIsFull }: { readonly storeIsFull?: boolean }) => {
  if (storeIsFull === undefined) return;
  for (const database of databases) {
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.prepare(`PRAGMA max_page_count = ${storeIsFull ? pages : BEYOND_ALL}`).get();
  }
});
