import { closeSync, openSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../../src/makeFolder.js';
import { runProgram } from '../program.js';
import { readOptions, usage, type SoakOptions } from './options.js';
import { failed, reportOf, summaryLines } from './report.js';
import { soak } from './soak.js';

/** @returns whether the node did as it should */
async function run(options: SoakOptions): Promise<boolean> {
  const { json } = options;
  // Checked before an hour has passed.
  if (json !== undefined) {
    makeFolder(dirname(resolve(json)));
    closeSync(openSync(json, 'a'));
  }
  const report = reportOf(await soak(options, (line) => console.log(line)), options);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
  for (const line of summaryLines(report)) console.log(line);
  return !failed(report);
}

process.exit(await runProgram({ name: 'soak', usage, readOptions, run }));
