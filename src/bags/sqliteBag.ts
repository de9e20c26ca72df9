import sqlite, { type Statement } from 'node-sqlite3-wasm';
import { VljepaError } from '../errors.js';
import { isCdr, mergeTopics, type Bag, type BagMessage, type BagTopic } from './bag.js';
import { DamageNotes, counted } from './damage.js';
import { rosType } from './rosType.js';
import { linkTo } from './sqliteLink.js';
import { finalize, rowsOf } from './sqliteRows.js';

/**
 * Opens an SQLite bag (`.db3`) read-only. Reads one message at a time; only row numbers and times of
 * the wanted topics are held for all.
 *
 * @throws BAG_UNREADABLE if the file is not an SQLite bag
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

class SqliteBag implements Bag {
  readonly topics: readonly BagTopic[];
  startNs: bigint | undefined;
  endNs: bigint | undefined;
  readonly #topics = new Map<number, Omit<BagTopic, 'messages'>>();
  readonly #counts = new Map<number, number>();
  readonly #damage: DamageNotes;
  readonly #database: sqlite.Database;
  readonly #removeLink: () => void;

  constructor(path: string, database: sqlite.Database, removeLink: () => void) {
    this.#database = database;
    this.#removeLink = removeLink;
    this.#damage = new DamageNotes(path);
    // Opens a database that is shorter than its header says; nothing is written.
    database.exec('PRAGMA writable_schema = ON');
    // Shared memory for a write-ahead log does not exist here; an exclusive lock makes it unnecessary.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    const topics = database.all('SELECT * FROM topics') as unknown as {
      id: number;
      name: string;
      type: string;
      serialization_format?: string;
    }[];
    for (const { id, name, type, serialization_format: encoding = '' } of topics)
      this.#topics.set(id, { name, type: rosType(type), encoding });
    this.#count();
    this.topics = mergeTopics(
      [...this.#topics].map(([id, topic]) => ({ ...topic, messages: this.#counts.get(id) ?? 0 })),
    );
  }

  get problems(): readonly string[] {
    return this.#damage.notes;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the library is synchronous, the interface is not
  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    const { ids, topicIds, times, order } = this.#inTimeOrder(topics);
    const select = this.#database.prepare('SELECT data FROM messages WHERE id = ?');
    try {
      for (const row of order) {
        const { name, type } = this.#topics.get(topicIds[row]!)!;
        const logTimeNs = times[row]!;
        const data = this.#read(select, ids[row]!, logTimeNs);
        if (data) yield { topic: name, type, logTimeNs, data };
      }
    } finally {
      finalize(select);
    }
  }

  close(): Promise<void> {
    this.#database.close();
    this.#removeLink();
    return Promise.resolve();
  }

  #count(): void {
    let unknown = 0;
    const rows = rowsOf(this.#database, (from, next, why) => {
      if (next === undefined)
        this.#damage.add(`messages from number ${from} on are damaged and were left out (${why})`);
      else {
        const lost = Number(next - from);
        const note = `${counted(lost, 'message')} damaged and left out, from number ${from} on (${why})`;
        this.#damage.add(note, lost);
      }
    });
    for (const { topicId, logTimeNs } of rows) {
      if (!this.#topics.has(topicId)) {
        unknown += 1;
        continue;
      }
      this.#counts.set(topicId, (this.#counts.get(topicId) ?? 0) + 1);
      if (this.startNs === undefined || logTimeNs < this.startNs) this.startNs = logTimeNs;
      if (this.endNs === undefined || logTimeNs > this.endNs) this.endNs = logTimeNs;
    }
    if (unknown > 0)
      this.#damage.add(
        `${counted(unknown, 'message')} left out: their topic is not declared`,
        unknown,
      );
  }

  /** Rows of the wanted topics, and their order by time; equal times in the order of their ids. */
  #inTimeOrder(names: readonly string[]): {
    readonly ids: BigInt64Array;
    readonly topicIds: Float64Array;
    readonly times: BigInt64Array;
    readonly order: Uint32Array;
  } {
    const wanted = new Set<number>();
    for (const [id, topic] of this.#topics)
      if (names.includes(topic.name) && isCdr(topic)) wanted.add(id);
    const most = [...wanted].reduce((total, id) => total + (this.#counts.get(id) ?? 0), 0);
    const ids = new BigInt64Array(most);
    const topicIds = new Float64Array(most);
    const times = new BigInt64Array(most);
    let count = 0;
    for (const { id, topicId, logTimeNs } of rowsOf(this.#database, () => {})) {
      if (!wanted.has(topicId) || count === most) continue;
      ids[count] = id;
      topicIds[count] = topicId;
      times[count++] = logTimeNs;
    }
    const order = Uint32Array.from({ length: count }, (_, row) => row);
    order.sort((a, b) => (times[a]! < times[b]! ? -1 : times[a]! > times[b]! ? 1 : a - b));
    return { ids, topicIds, times, order };
  }

  #read(select: Statement, id: bigint, logTimeNs: bigint): Uint8Array | undefined {
    let why = 'it has no data';
    try {
      const data = select.get(id)?.['data'];
      if (data instanceof Uint8Array) return data;
    } catch (error) {
      why = (error as Error).message;
    }
    const seconds = (Number(logTimeNs - this.startNs!) / 1e9).toFixed(3);
    this.#damage.add(
      `message ${id}, ${seconds} s after its start, is damaged and was left out (${why})`,
      1,
    );
    return undefined;
  }
}
