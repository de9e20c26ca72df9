import type sqlite from 'node-sqlite3-wasm';

/** A message's row, without its data. */
export interface Row {
  readonly id: bigint;
  readonly topicId: number;
  readonly logTimeNs: bigint;
}

type Database = InstanceType<typeof sqlite.Database>;

const LEAST_ID = -(2n ** 63n);
/** Least bytes of the file for a row, which bounds the search for rows behind damage. */
const LEAST_ROW_BYTES = 16;

/**
 * Every message's row in the order of ids. Where a page of the table is damaged, the rows behind it
 * are found by their ids.
 *
 * @param damaged called with the first id that is lost, and the next that is not, where there is one
 */
export function* rowsOf(
  database: Database,
  damaged: (from: bigint, next: bigint | undefined, why: string) => void,
): Generator<Row> {
  const mostRows = BigInt(Math.ceil(fileBytes(database) / LEAST_ROW_BYTES));
  let after = LEAST_ID;
  for (;;) {
    const select = database.prepare(
      'SELECT id, topic_id, timestamp FROM messages NOT INDEXED WHERE id > ? ORDER BY id',
    );
    try {
      for (const { id, topic_id, timestamp } of select.iterate(after) as Iterable<{
        id: number | bigint;
        topic_id: number;
        timestamp: number | bigint;
      }>) {
        // Pages that point back to one another would never end.
        if (BigInt(id) <= after) throw new Error('its rows are out of order');
        yield { id: BigInt(id), topicId: topic_id, logTimeNs: BigInt(timestamp) };
        after = BigInt(id);
      }
      return;
    } catch (error) {
      const next = nextReadable(database, after, mostRows);
      damaged(after === LEAST_ID ? 1n : after + 1n, next, (error as Error).message);
      if (next === undefined) return;
      after = next - 1n;
    } finally {
      finalize(select);
    }
  }
}

/**
 * The least id above `after` whose row can be read; damage lies right behind `after`. Ids are tried
 * one by one, since a sound page may lie between two damaged ones; further away in steps of a
 * thousandth of the distance, since a file that was cut off has no more rows.
 */
function nextReadable(database: Database, after: bigint, mostRows: bigint): bigint | undefined {
  const begin = after < 0n ? 0n : after;
  let unreadable = begin;
  let readable: bigint;
  for (let way = 1n; ; way += 1n + way / 1024n) {
    readable = begin + way;
    if (way > mostRows) return undefined;
    const next = firstAbove(database, readable);
    if (next === 'none') return undefined;
    if (next !== 'damaged') break;
    unreadable = readable;
  }
  while (readable - unreadable > 1n) {
    const middle = (readable + unreadable) / 2n;
    if (firstAbove(database, middle) === 'damaged') unreadable = middle;
    else readable = middle;
  }
  const next = firstAbove(database, readable);
  return typeof next === 'bigint' ? next : undefined;
}

function fileBytes(database: Database): number {
  const pragma = (name: string) => Number(database.get(`PRAGMA ${name}`)?.[name] ?? 0);
  return pragma('page_count') * pragma('page_size');
}

function firstAbove(database: Database, id: bigint): bigint | 'none' | 'damaged' {
  const select = database.prepare(
    'SELECT id FROM messages NOT INDEXED WHERE id > ? ORDER BY id LIMIT 1',
  );
  try {
    const row = select.get(id) as { id: number | bigint } | null;
    if (!row) return 'none';
    return BigInt(row.id) > id ? BigInt(row.id) : 'damaged';
  } catch {
    return 'damaged';
  } finally {
    finalize(select);
  }
}

/** Finalizing reports the statement's last error once more. */
export function finalize(statement: { finalize(): void }): void {
  try {
    statement.finalize();
  } catch {
    // It was reported where it happened.
  }
}
