/** Keyv's own suite for adapters, on ours for SQLite. It wants the test runner as a whole, of an older version than ours. */
import { Keyv } from 'keyv';
import suite, { keyvIteratorTests } from '@keyv/test-suite';
import * as vitest from 'vitest';
import { openDatabase, SqliteStore } from '../../src/bridge/stores/sqlite.ts';

const database = openDatabase(':memory:');
const store = (): SqliteStore => new SqliteStore(database);

suite(vitest as never, Keyv, store as never);
keyvIteratorTests(vitest as never, Keyv, store as never);
