import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { closeSpareEngine, openEngine } from '../../src/engine/openEngine.js';
import { makeFolder } from '../../src/makeFolder.js';
import { runProgram } from '../program.js';
import { detectorBench } from './detectorBench.js';
import { readOptions, usage, type SelectiveOptions } from './options.js';
import { writePlots } from './plots/index.js';
import type { DetectorBench, Report } from './report.js';
import { runBench, truthBench, wordsTable } from './runBench.js';
import { detectorLines, summaryLines, truthLines } from './summaryLines.js';

const TRAINING_PYTHON = 'training/.venv/bin/python';

function plot(report: Report, folder: string): void {
  for (const file of writePlots(report, folder)) console.log(`wrote ${file}`);
}

function writeJson({ json }: SelectiveOptions, report: Report | DetectorBench): void {
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
}

async function bench(options: SelectiveOptions): Promise<void> {
  if (options.from !== undefined) {
    plot(JSON.parse(readFileSync(options.from, 'utf8')) as Report, options.plots!);
    return;
  }
  if (options.json !== undefined) makeFolder(dirname(resolve(options.json)));
  const engine = await openEngine({ pack: options.pack, maxBatch: 1 });
  try {
    if (options.wordsTable !== undefined) {
      const rows = await wordsTable(options, engine, options.wordsTable, (line) =>
        console.log(line),
      );
      console.log(`${rows} rows in ${options.wordsTable}`);
      return;
    }
    if (options.truth !== undefined) {
      makeFolder(dirname(resolve(options.truth)));
      const truth = await truthBench(options, engine, (line) => console.log(line));
      writeFileSync(options.truth, `${JSON.stringify(truth, null, 1)}\n`);
      for (const line of truthLines(truth)) console.log(line);
      return;
    }
    if (options.detector) {
      const report = await detectorBench(options, engine, (line) => console.log(line));
      writeJson(options, report);
      for (const line of detectorLines(report)) console.log(line);
      return;
    }
    const python = options.python ?? (existsSync(TRAINING_PYTHON) ? TRAINING_PYTHON : undefined);
    const report = await runBench({ ...options, python }, engine, (line) => console.log(line));
    writeJson(options, report);
    if (options.plots !== undefined) plot(report, options.plots);
    for (const line of summaryLines(report)) console.log(line);
  } finally {
    await engine.dispose();
    await closeSpareEngine();
  }
}

process.exitCode = await runProgram({ name: 'bench:selective', usage, readOptions, run: bench });
