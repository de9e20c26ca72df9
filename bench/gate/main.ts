import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { closeSpareEngine, openEngine } from '../../src/engine/openEngine.js';
import { makeFolder } from '../../src/makeFolder.js';
import { runProgram } from '../program.js';
import { realClips, rendered } from '../selective/findStreams.js';
import { readOptions, usage, type GateOptions } from './options.js';
import { streamRow, type StreamRow } from './streamRow.js';

/** `--json`. */
interface Report {
  readonly pack: string;
  readonly gate: GateOptions['gate'];
  readonly rows: readonly StreamRow[];
}

async function bench(options: GateOptions): Promise<void> {
  const engine = await openEngine({ pack: options.pack, maxBatch: 1 });
  try {
    const { gate } = options;
    const streams = [
      ...rendered(options.streams),
      ...(options.real === undefined ? [] : realClips(options.real)),
    ].filter(({ group }) => options.groups.length === 0 || options.groups.includes(group));
    const done = rowsOf(options.json, engine.pack.id, gate);
    const rows = [...done];
    for (const stream of streams) {
      const has = done.some(({ group, name }) => group === stream.group && name === stream.name);
      if (has) continue;
      const row = await streamRow(engine, stream, options);
      console.log(line(row));
      rows.push(row);
      const report: Report = { pack: engine.pack.id, gate, rows };
      if (options.json !== undefined) write(options.json, report);
    }
  } finally {
    await engine.dispose();
    await closeSpareEngine();
  }
}

/** Rows of a run that was stopped; none of one with other settings. */
function rowsOf(
  json: string | undefined,
  pack: string,
  gate: GateOptions['gate'],
): readonly StreamRow[] {
  if (json === undefined || !existsSync(json)) return [];
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
  const same = report.pack === pack && JSON.stringify(report.gate) === JSON.stringify(gate);
  return same ? report.rows : [];
}

function write(json: string, report: Report): void {
  makeFolder(dirname(resolve(json)));
  writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
}

function line(row: StreamRow): string {
  const percent = (share: number) => `${(100 * share).toFixed(0).padStart(3)} %`;
  const { known_events: known, changes, texts } = row;
  return (
    `${row.group}/${row.name}`.padEnd(28) +
    `encodings reused ${percent(row.encodings_reused)}  states ${percent(row.states_reused)}` +
    `  cosine p1 ${row.cosine_p1.toFixed(4)} min ${row.cosine_min.toFixed(4)}` +
    `  noise ${row.noise_cosine_p1?.toFixed(4) ?? '-'}` +
    `  known events ${known.told}: ${known.lost} lost ${known.later} later` +
    `  changes ${changes.told}: ${changes.lost} lost ${changes.later} later ${changes.gained} more` +
    `  texts ${texts.told}: ${texts.lost} lost ${texts.later} later ${texts.gained} more` +
    `  cpu ${row.cpu_ratio.toFixed(3)}`
  );
}

process.exitCode = await runProgram({ name: 'bench:gate', usage, readOptions, run: bench });
