import { closeSync, openSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../../src/makeFolder.js';
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

/** @returns the exit code: 2 where the command line cannot be followed */
async function main(): Promise<number> {
  let options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`soak: ${(error as Error).message}; see --help`);
    return 2;
  }
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  try {
    return (await run(options)) ? 0 : 1;
  } catch (error) {
    console.error(`soak: ${(error as Error).message}`);
    return 1;
  }
}

process.exit(await main());
