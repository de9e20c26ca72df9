import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DATABASE, MomentDatabase } from '../../src/memory/momentDatabase.js';
import { MomentSearch } from '../../src/memory/momentSearch.js';
import { packIdentity } from '../../src/memory/packIdentity.js';
import { percentile } from '../../src/metrics/statistics.js';
import { cosine } from '../../src/selective/unitVector.js';
import { MomentStream } from './momentStream.js';

const USAGE = `Usage: npm run bench:memory -- [--json FILE] [--sizes N,N…] [--folder DIR]

Searches in memories of so many moments (default 1000,10000,100000,1000000; the last needs 3 GB in DIR):
time of a search, the memory that a process needs for it, and how often the ten that an exact comparison
with all moments finds are found. Embeddings are drawn around 500 directions, of the width of nano's.
`;
const SEARCHES = 50;
const EXACT_SEARCHES = 10;
const TOP = 10;
const BATCH = 1000;

interface Row {
  readonly moments: number;
  readonly file_mb: number;
  readonly fill_s: number;
  readonly open_s: number;
  readonly search_ms: { readonly median: number; readonly p95: number };
  /** Processor time of a search, median. */
  readonly search_cpu_ms: number;
  readonly resident_mb: number;
  readonly found_of_ten: number;
}

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    sizes: { type: 'string', default: '1000,10000,100000,1000000' },
    folder: { type: 'string', default: tmpdir() },
    measure: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else if (values.measure !== undefined)
  process.stdout.write(JSON.stringify(measure(values.measure)));
else main();

function main(): void {
  const rows = values.sizes.split(',').map(Number).map(rowOf);
  if (values.json === undefined) return;
  const machine = { cpu: cpus()[0]!.model, node: process.version };
  writeFileSync(values.json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

function rowOf(moments: number): Row {
  const folder = mkdtempSync(join(values.folder, 'vljepa-bench-'));
  try {
    const startMs = performance.now();
    fill(folder, moments);
    const fillSeconds = (performance.now() - startMs) / 1000;
    // In a process of its own: what filling needed is no part of what a search needs.
    const measured = execFileSync(
      process.execPath,
      [fileURLToPath(import.meta.url), '--measure', folder],
      { encoding: 'utf8' },
    );
    const row: Row = {
      moments,
      file_mb: Math.round(statSync(join(folder, DATABASE)).size / 1e6),
      fill_s: round(fillSeconds),
      ...(JSON.parse(measured) as Omit<Row, 'moments' | 'file_mb' | 'fill_s'>),
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
    return row;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(folder: string, moments: number): void {
  const memory = MomentDatabase.create(folder, packIdentity('nano'));
  const stream = new MomentStream(memory.pack.dimension);
  for (let k = 0; k < moments; k += BATCH)
    memory.add(Array.from({ length: Math.min(BATCH, moments - k) }, () => stream.next()));
  memory.close();
}

function measure(folder: string): Omit<Row, 'moments' | 'file_mb' | 'fill_s'> {
  const beforeMb = residentMb();
  const memory = MomentDatabase.read(folder);
  const search = new MomentSearch(memory);
  const startMs = performance.now();
  search.search({ limit: 1 });
  const openSeconds = (performance.now() - startMs) / 1000;
  const stream = new MomentStream(memory.pack.dimension, 2);
  const [wall, processor]: [number[], number[]] = [[], []];
  const queries = Array.from({ length: SEARCHES }, () => stream.next().embedding);
  for (const embedding of queries) {
    const used = process.cpuUsage();
    const sinceMs = performance.now();
    search.search({ embedding, limit: TOP });
    wall.push(performance.now() - sinceMs);
    const { user, system } = process.cpuUsage(used);
    processor.push((user + system) / 1000);
  }
  const residentForSearch = residentMb() - beforeMb;
  const shares = queries.slice(0, EXACT_SEARCHES).map((embedding) => {
    const found = search.search({ embedding, limit: TOP }).map(({ moment }) => moment.id);
    const exact = exactly(memory, embedding);
    return exact.filter((id) => found.includes(id)).length;
  });
  memory.close();
  return {
    open_s: round(openSeconds),
    search_ms: { median: round(percentile(wall, 0.5)), p95: round(percentile(wall, 0.95)) },
    search_cpu_ms: round(percentile(processor, 0.5)),
    resident_mb: Math.round(residentForSearch),
    found_of_ten: round(shares.reduce((a, b) => a + b, 0) / shares.length),
  };
}

/** Ids of the nearest of all. */
function exactly(memory: MomentDatabase, embedding: Float32Array): number[] {
  const nearest: { id: number; score: number }[] = [];
  for (const { id } of memory.indexed(0)) {
    nearest.push({ id, score: cosine(embedding, memory.embedding(id)!) });
    if (nearest.length > 1000) nearest.sort((a, b) => b.score - a.score).length = TOP;
  }
  return nearest
    .sort((a, b) => b.score - a.score)
    .slice(0, TOP)
    .map(({ id }) => id);
}

function residentMb(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1000;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
