import sqlite, { type Statement } from 'node-sqlite3-wasm';
import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { VljepaError } from '../errors.js';
import type { Bag, BagMessage, BagTopic } from './bag.js';

interface Row {
  readonly id: number | bigint;
  readonly topicId: number;
  readonly logTimeNs: bigint;
}

/**
 * Opens an SQLite bag (`.db3`) read-only. Reads one message at a time; only row numbers and times
 * are held for all.
 *
 * @throws BAG_UNREADABLE where the file is no SQLite bag
 */
export function openSqliteBag(path: string): Bag {
  const link = linkTo(path);
  try {
    const database = new sqlite.Database(link.path, { readOnly: true });
    try {
      return new SqliteBag(path, database, link.remove);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    link.remove();
    throw new VljepaError(
      'BAG_UNREADABLE',
      `${path} cannot be read as an SQLite bag: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * The library locks a database by a folder beside it, which a read-only place refuses; so it gets a
 * link in a folder of our own. A write-ahead log is copied: opening it may write to it.
 */
function linkTo(path: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-bag-'));
  const link = join(folder, basename(path));
  symlinkSync(resolve(path), link);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${link}-wal`);
  return { path: link, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

class SqliteBag implements Bag {
  readonly topics: readonly BagTopic[];
  readonly startNs: bigint | undefined;
  readonly endNs: bigint | undefined;
  readonly problems: string[] = [];
  readonly #rows: readonly Row[];
  readonly #topicIds = new Map<number, string>();

  constructor(
    private readonly path: string,
    private readonly database: sqlite.Database,
    private readonly removeLink: () => void,
  ) {
    // Lets a database open that is shorter than its header says; nothing is written.
    database.exec('PRAGMA writable_schema = ON');
    // Shared memory for a write-ahead log does not exist here; being alone makes it unnecessary.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    const topics = database.all('SELECT id, name, type FROM topics') as unknown as {
      id: number;
      name: string;
      type: string;
    }[];
    for (const { id, name } of topics) this.#topicIds.set(id, name);
    this.#rows = this.#readRows();
    this.startNs = this.#rows[0]?.logTimeNs;
    this.endNs = this.#rows.at(-1)?.logTimeNs;
    const counts = new Map<number, number>();
    for (const { topicId } of this.#rows) counts.set(topicId, (counts.get(topicId) ?? 0) + 1);
    this.topics = topics.map(({ id, name, type }) => ({
      name,
      type,
      messages: counts.get(id) ?? 0,
    }));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the library is synchronous, the interface is not
  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    const wanted = new Set(topics);
    const select = this.database.prepare('SELECT data FROM messages WHERE id = ?');
    try {
      for (const { id, topicId, logTimeNs } of this.#rows) {
        const topic = this.#topicIds.get(topicId);
        if (topic === undefined || !wanted.has(topic)) continue;
        const data = this.#read(select, id, logTimeNs);
        if (data) yield { topic, logTimeNs, data };
      }
    } finally {
      finalize(select);
    }
  }

  close(): Promise<void> {
    this.database.close();
    this.removeLink();
    return Promise.resolve();
  }

  /** Every message's row and time, as far as the table can be read, sorted by time. */
  #readRows(): Row[] {
    const rows: Row[] = [];
    const select = this.database.prepare(
      'SELECT id, topic_id, timestamp FROM messages NOT INDEXED ORDER BY id',
    );
    try {
      for (const { id, topic_id, timestamp } of select.iterate() as Iterable<{
        id: number | bigint;
        topic_id: number;
        timestamp: number | bigint;
      }>)
        rows.push({ id, topicId: topic_id, logTimeNs: BigInt(timestamp) });
    } catch (error) {
      this.problems.push(
        `${this.path} is damaged after message ${rows.length}; nothing after that was read (${(error as Error).message})`,
      );
    } finally {
      finalize(select);
    }
    return rows.sort((a, b) =>
      a.logTimeNs < b.logTimeNs ? -1 : a.logTimeNs > b.logTimeNs ? 1 : Number(a.id) - Number(b.id),
    );
  }

  #read(select: Statement, id: number | bigint, logTimeNs: bigint): Uint8Array | undefined {
    try {
      return select.get(id)?.['data'] as Uint8Array | undefined;
    } catch (error) {
      const seconds = Number(logTimeNs - this.startNs!) / 1e9;
      this.problems.push(
        `${this.path} is damaged ${seconds.toFixed(3)} s after its start: message ${id} was left out (${(error as Error).message})`,
      );
      return undefined;
    }
  }
}

/** Finalizing reports the statement's last error once more. */
function finalize(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    // It was reported where it happened.
  }
}
