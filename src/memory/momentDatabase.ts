import {
  DatabaseSync,
  type DatabaseSyncInstance,
  type StatementSyncInstance,
} from '@photostructure/sqlite';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VljepaError } from '../errors.js';
import { makeFolder } from '../makeFolder.js';
import { unit } from '../selective/unitVector.js';
import type { LabelScore } from '../worldState.js';
import type { Moment } from './moment.js';
import type { IndexedMoment } from './momentIndex.js';
import { describePack, type PackIdentity } from './packIdentity.js';
import { signCode } from './signCode.js';

/** The file in a memory's folder. SQLite adds two more, `-wal` and `-shm`, while it is open. */
export const DATABASE = 'memory.sqlite';
const FORMAT = 1;
/** A writer that deletes much may hold the lock so long, ms. */
const BUSY_MS = 5000;

/** What a memory may hold; the moments that ended first make room. */
export interface Bounds {
  readonly maxMoments: number;
  /** In the file. */
  readonly maxBytes: number;
  /** Before the newest moment's end. */
  readonly maxAgeSeconds: number;
}

/** A moment that is remembered. */
export interface Remembered extends Moment {
  readonly id: number;
}

/** Scores of labels as JSON has them, which knows no NaN. */
type StoredLabel = readonly [label: string, score: number, probability: number | null];

interface MomentRow {
  readonly id: bigint;
  readonly start_ns: bigint;
  readonly end_ns: bigint;
  readonly camera: string;
  readonly query: string;
  readonly segment: bigint;
  readonly frame_id: string | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly z: number | null;
  readonly qx: number;
  readonly qy: number;
  readonly qz: number;
  readonly qw: number;
  readonly code: Uint8Array;
  readonly embedding: Uint8Array;
  readonly text: string;
  readonly probability: number | null;
  readonly labels: string;
  readonly picture: Uint8Array | null;
}

// Two tables: what a search goes through lies close together, without embeddings and pictures.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS moments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, start_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL,
    camera TEXT NOT NULL, query TEXT NOT NULL, segment INTEGER NOT NULL, frame_id TEXT,
    x REAL, y REAL, z REAL, qx REAL, qy REAL, qz REAL, qw REAL, code BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS moments_by_end ON moments (end_ns);
  CREATE TABLE IF NOT EXISTS contents (
    id INTEGER PRIMARY KEY, embedding BLOB NOT NULL, text TEXT NOT NULL, probability REAL,
    labels TEXT NOT NULL, picture BLOB);
`;

/**
 * A folder of moments: one SQLite file with a write-ahead log. What a call of {@link add} has written
 * is there after a kill at any moment, and other processes read meanwhile. Calls block.
 */
export class MomentDatabase {
  readonly pack: PackIdentity;
  readonly #database: DatabaseSyncInstance;
  readonly #path: string;
  #count: number;
  readonly #statements = new Map<string, StatementSyncInstance>();

  private constructor(path: string, database: DatabaseSyncInstance, pack: PackIdentity) {
    this.#path = path;
    this.#database = database;
    this.pack = pack;
    this.#count = Number(this.#get<{ n: bigint }>('SELECT count(*) AS n FROM moments')!.n);
  }

  /**
   * Opens a folder for writing; makes it where it is not there.
   *
   * @throws MEMORY_PACK where it holds embeddings of another pack; MEMORY_UNREADABLE; MEMORY_UNWRITABLE
   */
  static create(folder: string, pack: PackIdentity): MomentDatabase {
    const path = join(folder, DATABASE);
    const database = opening('MEMORY_UNWRITABLE', path, () => {
      makeFolder(folder);
      return new DatabaseSync(path, { timeout: BUSY_MS });
    });
    return initialised(database, () => {
      opening('MEMORY_UNWRITABLE', path, () => {
        // NORMAL: a kill loses nothing; a power failure may lose the newest batches, but no older ones.
        database.exec(`
          PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000;
          PRAGMA journal_size_limit = 16777216; BEGIN IMMEDIATE; ${SCHEMA}`);
        const insert = database.prepare('INSERT OR IGNORE INTO meta VALUES (?, ?)');
        insert.run('format', FORMAT);
        insert.run('pack', JSON.stringify(pack));
        insert.run('removed', 0);
        database.exec('COMMIT');
      });
      const held = readPack(path, database);
      const memory = new MomentDatabase(path, database, held);
      memory.check(folder, pack);
      return memory;
    });
  }

  /**
   * Opens a folder for reading, also while another process writes to it.
   *
   * @throws MEMORY_MISSING, MEMORY_UNREADABLE
   */
  static read(folder: string): MomentDatabase {
    const path = join(folder, DATABASE);
    if (!existsSync(path))
      throw new VljepaError(
        'MEMORY_MISSING',
        `there is no memory at ${folder}: expected a folder with ${DATABASE}, as vljepa remember makes it`,
      );
    const database = opening(
      'MEMORY_UNREADABLE',
      path,
      () => new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS }),
    );
    return initialised(database, () => {
      const held = readPack(path, database);
      return opening('MEMORY_UNREADABLE', path, () => new MomentDatabase(path, database, held));
    });
  }

  /** Moments that are held, as far as this process knows. */
  get count(): number {
    return this.#count;
  }

  /** Of the file, without what deleted moments have left free. */
  get bytes(): number {
    const pragma = (name: string) =>
      Number(this.#get<Record<string, bigint>>(`PRAGMA ${name}`)![name]);
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  }

  /** How many moments have made room, ever. */
  get removed(): number {
    return Number(
      this.#get<{ value: bigint }>("SELECT value FROM meta WHERE key = 'removed'")!.value,
    );
  }

  /**
   * Adds moments, all or none, and lets the oldest make room.
   *
   * @throws MEMORY_UNWRITABLE, with nothing added
   */
  add(moments: readonly Moment[], bounds?: Bounds): void {
    if (moments.length === 0) return;
    const before = this.#count;
    this.#writing(() => {
      const centre = this.#centre(moments);
      for (const moment of moments) this.#insert(moment, centre);
      this.#count += moments.length;
      if (bounds) this.#makeRoom(bounds);
    }, before);
  }

  /** What an index holds of the moments behind `id`, in the order of their coming. */
  *indexed(id: number): Iterable<IndexedMoment> {
    const rows = this.#prepared(
      'SELECT id, start_ns, end_ns, camera, x, y, z, code FROM moments WHERE id > ? ORDER BY id',
    ).iterate(id) as Iterable<MomentRow>;
    for (const { id, start_ns: startNs, end_ns: endNs, camera, x, y, z, code } of rows)
      yield { id: Number(id), startNs, endNs, camera, x, y, z, code: words(code) };
  }

  /** S_y of a moment; undefined where it is not held any more. */
  embedding(id: number): Float32Array | undefined {
    const row = this.#get<MomentRow>('SELECT embedding FROM contents WHERE id = ?', id);
    return row && floats(row.embedding);
  }

  /** Undefined where it is not held any more. */
  moment(id: number): Remembered | undefined {
    const row = this.#get<MomentRow>(
      'SELECT * FROM moments JOIN contents USING (id) WHERE id = ?',
      id,
    );
    return row && remembered(row);
  }

  /** @throws MEMORY_PACK where what it holds cannot be compared with embeddings of `pack` */
  check(folder: string, pack: PackIdentity): void {
    if (this.pack.hash === pack.hash) return;
    throw new VljepaError(
      'MEMORY_PACK',
      `${folder} holds embeddings of the pack ${describePack(this.pack)}, which cannot be compared with those of ${describePack(pack)}: use that pack, choose another folder, or fill a new one with vljepa remember BAG`,
    );
  }

  close(): void {
    this.#database.close();
  }

  /** Runs `read` on one state of the memory, whatever is written meanwhile. */
  reading<T>(read: () => T): T {
    return opening('MEMORY_UNREADABLE', this.#path, () => {
      this.#database.exec('BEGIN');
      try {
        return read();
      } finally {
        this.#database.exec('COMMIT');
      }
    });
  }

  #writing(write: () => void, countBefore: number): void {
    opening('MEMORY_UNWRITABLE', this.#path, () => {
      try {
        this.#database.exec('BEGIN IMMEDIATE');
        write();
        this.#database.exec('COMMIT');
      } catch (error) {
        this.#count = countBefore;
        // A full disk may have rolled back already.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #insert(moment: Moment, centre: Float32Array): void {
    const { embedding, probability, labels, pose, picture } = moment;
    const [qx, qy, qz, qw] = pose?.orientation ?? [null, null, null, null];
    const { lastInsertRowid } = this.#prepared(
      `INSERT INTO moments (start_ns, end_ns, camera, query, segment, frame_id, x, y, z, qx, qy, qz, qw, code)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      moment.startNs,
      moment.endNs,
      stored(moment.camera),
      stored(moment.query),
      moment.segment,
      pose ? stored(pose.frameId) : null,
      pose?.x ?? null,
      pose?.y ?? null,
      pose?.z ?? null,
      ...[qx, qy, qz, qw],
      bytes(signCode(embedding, centre)),
    );
    this.#prepared('INSERT INTO contents VALUES (?, ?, ?, ?, ?, ?)').run(
      lastInsertRowid,
      bytes(embedding),
      stored(moment.text),
      Number.isNaN(probability) ? null : probability,
      JSON.stringify(labels.map((one) => [one.label, one.score, one.probability])),
      picture ?? null,
    );
  }

  /** What codes are taken against: the mean of the first moments. Any state of the pack would do. */
  #centre(moments: readonly Moment[]): Float32Array {
    const held = this.#get<{ value: Uint8Array }>("SELECT value FROM meta WHERE key = 'centre'");
    if (held) return floats(held.value);
    const sum = new Float32Array(this.pack.dimension);
    for (const { embedding } of moments) embedding.forEach((value, i) => (sum[i]! += value));
    const centre = unit(sum);
    this.#prepared("INSERT INTO meta VALUES ('centre', ?)").run(bytes(centre));
    return centre;
  }

  #makeRoom({ maxMoments, maxBytes, maxAgeSeconds }: Bounds): void {
    this.#remove(Math.max(0, this.#count - maxMoments));
    if (maxAgeSeconds < Infinity) {
      const old = this.#get<{ n: bigint }>(
        'SELECT count(*) AS n FROM moments WHERE end_ns < (SELECT max(end_ns) FROM moments) - ?',
        BigInt(Math.round(maxAgeSeconds * 1e9)),
      )!;
      this.#remove(Number(old.n));
    }
    while (this.#count > 1 && this.bytes > maxBytes) {
      const tooMany = Math.ceil(this.#count * (1 - maxBytes / this.bytes));
      this.#remove(Math.min(this.#count - 1, Math.max(1, tooMany)));
    }
  }

  #remove(oldest: number): void {
    if (oldest <= 0) return;
    this.#prepared(
      'DELETE FROM contents WHERE id IN (SELECT id FROM moments ORDER BY end_ns, id LIMIT ?)',
    ).run(oldest);
    this.#prepared(
      'DELETE FROM moments WHERE id IN (SELECT id FROM moments ORDER BY end_ns, id LIMIT ?)',
    ).run(oldest);
    this.#prepared("UPDATE meta SET value = value + ? WHERE key = 'removed'").run(oldest);
    this.#count -= oldest;
  }

  #get<Row>(sql: string, ...values: (bigint | number)[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  #prepared(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function initialised<T>(database: DatabaseSyncInstance, initialise: () => T): T {
  try {
    return initialise();
  } catch (error) {
    database.close();
    throw error;
  }
}

function opening<T>(
  code: 'MEMORY_UNREADABLE' | 'MEMORY_UNWRITABLE',
  path: string,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof VljepaError) throw error;
    const [what, advice] =
      code === 'MEMORY_UNWRITABLE'
        ? ['written', 'free space on the disk, or choose another folder']
        : ['read', 'expected a memory that vljepa has written, in a folder that may be written'];
    throw new VljepaError(
      code,
      `${path} cannot be ${what} (${(error as Error).message}): ${advice}`,
      { cause: error },
    );
  }
}

function readPack(path: string, database: DatabaseSyncInstance): PackIdentity {
  return opening('MEMORY_UNREADABLE', path, () => {
    const read = (key: string) =>
      (database.prepare('SELECT value FROM meta WHERE key = ?').get(key) as { value: unknown })
        .value;
    const format = read('format');
    if (format !== FORMAT) throw new Error(`its format is ${String(format)}, expected ${FORMAT}`);
    return JSON.parse(String(read('pack'))) as PackIdentity;
  });
}

/** SQLite keeps a text up to its first NUL, and UTF-8 has no half of a surrogate pair. */
function stored(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\u{FFFD}');
}

function bytes(numbers: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function floats(blob: Uint8Array): Float32Array {
  return new Float32Array(blob.slice().buffer);
}

function words(blob: Uint8Array): Uint32Array {
  return new Uint32Array(blob.slice().buffer);
}

function remembered(row: MomentRow): Remembered {
  const { x, y, z, qx, qy, qz, qw } = row;
  const labels = JSON.parse(row.labels) as readonly StoredLabel[];
  return {
    id: Number(row.id),
    camera: row.camera,
    query: row.query,
    segment: Number(row.segment),
    startNs: row.start_ns,
    endNs: row.end_ns,
    embedding: floats(row.embedding),
    text: row.text,
    probability: row.probability ?? NaN,
    labels: labels.map(([label, score, probability]): LabelScore => ({
      label,
      score,
      probability: probability ?? NaN,
    })),
    pose:
      x === null || y === null || z === null
        ? undefined
        : { frameId: row.frame_id ?? '', x, y, z, orientation: [qx, qy, qz, qw] },
    picture: row.picture ?? undefined,
  };
}
