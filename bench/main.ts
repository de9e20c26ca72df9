import { execFile } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../src/makeFolder.js';
import { percentile } from '../src/metrics/statistics.js';
import { packFolder } from '../src/pack/packFolder.js';
import { readManifest } from '../src/pack/readManifest.js';
import { describeLoad, type Load } from './loads.js';
import { describeMachine } from './machine.js';
import type { Measurement } from './measurement.js';
import { optionsReader, type BenchOptions } from './options.js';
import { runProgram } from './program.js';
import type { Report } from './report.js';
import { rowOf, type Row } from './row.js';
import { launcher, pathOf, systemFor, type SystemName } from './systems.js';
import { benchmarkTable } from './table.js';
import { measureTurn, nextDomain } from './turn.js';

const LONGEST_BARE_SECONDS = 4;

async function turnOf(name: SystemName, load: Load, options: BenchOptions): Promise<Measurement> {
  const system = systemFor(name, load, packFolder(options.pack), options.threads);
  const { seconds, warmupSeconds } = options;
  const turn = await measureTurn(system, load, { seconds, warmupSeconds, domain: nextDomain() });
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(turn.latenciesMs, share).toFixed(1));
  const rate = (turn.windows / turn.seconds).toFixed(1);
  console.log(`  ${name}: ${p50} / ${p99} ms, ${rate} windows/s, ${turn.missed} missed`);
  return turn;
}

async function bareLoop({ pack, threads, seconds }: BenchOptions): Promise<number> {
  const length = Math.min(seconds, LONGEST_BARE_SECONDS);
  const { stdout } = await promisify(execFile)(launcher, [
    pathOf('dist/bench/bareLoop.js'),
    ...[pack, threads, length].map(String),
  ]);
  const { windowsPerSecond } = JSON.parse(stdout) as { windowsPerSecond: number };
  console.log(`  bare loop: ${windowsPerSecond.toFixed(1)} windows/s`);
  return windowsPerSecond;
}

async function measure(load: Load, options: BenchOptions): Promise<Row> {
  const rounds = {
    node: [] as Measurement[],
    peer: [] as Measurement[],
    tuned: [] as Measurement[],
    bare: [] as number[],
  };
  for (let round = 1; round <= options.rounds; round += 1) {
    console.log(`${load.name}: ${describeLoad(load)}; round ${round} of ${options.rounds}`);
    rounds.node.push(await turnOf('node', load, options));
    rounds.peer.push(await turnOf('peer', load, options));
    rounds.tuned.push(await turnOf('tuned', load, options));
    rounds.bare.push(await bareLoop(options));
  }
  return rowOf(rounds);
}

async function bench(options: BenchOptions): Promise<void> {
  // Checked before minutes of measuring.
  if (options.json !== undefined) {
    makeFolder(dirname(resolve(options.json)));
    closeSync(openSync(options.json, 'a'));
  }
  const { name, version } = readManifest(packFolder(options.pack));
  const { hardware: machine, versions } = describeMachine();
  const rows: [string, Row][] = [];
  for (const load of options.loads) rows.push([load.name, await measure(load, options)]);
  const report: Report = {
    date: new Date().toISOString(),
    machine,
    versions,
    pack: `${name}/${version}`,
    threads: options.threads,
    rounds: options.rounds,
    seconds: options.seconds,
    warmup_seconds: options.warmupSeconds,
    loads: Object.fromEntries(rows),
  };
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  console.log(`\n${benchmarkTable(report)}`);
}

const intro = `npm run bench -- [options]

Measures this node beside the rclpy node that a user would write otherwise (bench/peer), beside that one
tuned (JPEG decompressed at a part of its size) and beside a bare loop of the same graphs, over DDS, one
after the other in turns. Close other programs first.
`;

process.exit(await runProgram({ name: 'bench', ...optionsReader(intro, 3), run: bench }));
