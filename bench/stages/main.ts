import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packFolder } from '../../src/pack/packFolder.js';
import { describeLoad, type Load } from '../loads.js';
import { describeMachine } from '../machine.js';
import type { LoadResult } from '../measurement.js';
import { optionsReader, type BenchOptions } from '../options.js';
import { runProgram } from '../program.js';
import { launcher, pathOf, systemFor, type System } from '../systems.js';
import { nextDomain, runTurn } from '../turn.js';
import type { StageTimes } from './stageTimes.js';
import { stageTable } from './table.js';
import { traceOf, type Trace } from './trace.js';

type Traced = 'node' | 'peer';

/** The system, which writes its stages to `file` when it ends. */
function traced(name: Traced, load: Load, { pack, threads }: BenchOptions, file: string): System {
  const system = systemFor(name, load, packFolder(pack), threads);
  if (name === 'peer') return { ...system, command: [...system.command, '--stages', file] };
  const [, , ...parameters] = system.command;
  const program = pathOf('dist/bench/stages/tracedNode.js');
  return { ...system, command: [launcher, program, ...parameters] };
}

interface TracedTurn {
  readonly result: LoadResult;
  readonly times: StageTimes;
}

async function turnOf(
  name: Traced,
  load: Load,
  options: BenchOptions,
  file: string,
): Promise<TracedTurn> {
  const { seconds, warmupSeconds } = options;
  const { result } = await runTurn(traced(name, load, options, file), load, {
    seconds,
    warmupSeconds,
    domain: nextDomain(),
    environment: { VLJEPA_BENCH_STAGES: file },
  });
  return { result, times: JSON.parse(readFileSync(file, 'utf8')) as StageTimes };
}

async function trace(options: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-stages-'));
  const found: Record<string, Record<Traced, Trace>> = {};
  try {
    for (const load of options.loads) {
      const rounds: Record<Traced, TracedTurn[]> = { node: [], peer: [] };
      for (let round = 1; round <= options.rounds; round += 1) {
        for (const name of ['node', 'peer'] as const)
          rounds[name].push(await turnOf(name, load, options, join(folder, `${name}.json`)));
      }
      const traces = { node: traceOf(rounds.node), peer: traceOf(rounds.peer) };
      found[load.name] = traces;
      console.log(`\n${load.name}: ${describeLoad(load)}\n\n${stageTable(traces)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (options.json === undefined) return;
  const { hardware: machine, versions } = describeMachine();
  const { rounds, seconds } = options;
  const report = {
    date: new Date().toISOString(),
    machine,
    versions,
    rounds,
    seconds,
    loads: found,
  };
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}

const intro = `npm run bench:stages -- [options]

Where the time of a frame goes, from its publishing to the arrival of its world state, in this node and in
the rclpy node that a user would write otherwise (bench/peer), over DDS, in turns. Close other programs first.
`;

process.exit(await runProgram({ name: 'bench:stages', ...optionsReader(intro, 2), run: trace }));
