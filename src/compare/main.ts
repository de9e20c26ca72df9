import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { VljepaError } from '../errors.js';
import { makeFolder } from '../makeFolder.js';
import { atFault, complain } from '../program.js';
import { TimeAxis } from '../report/timeAxis.js';
import { timeSeen } from '../report/timeSeen.js';
import { writing } from '../report/writing.js';
import { readCommandLine, usage, type CommandLine } from './commandLine.js';
import { compareReplays } from './comparison.js';
import { comparisonPage } from './comparisonPage.js';
import { readReplay, type ReplayOutput } from './readReplay.js';
import { checkSameBag } from './sameBag.js';
import { comparisonSummary, summaryLines } from './summary.js';

/** @throws REPLAY_UNREADABLE, BAGS_DIFFER, BAG_NO_WINDOW, OUTPUT_UNWRITABLE */
async function compare({ a, b, out, withinSeconds, json }: CommandLine): Promise<void> {
  const one = await readReplay(a);
  const other = await readReplay(b);
  checkSameBag(one, other);
  const tracks = [one, other].flatMap(withStates);
  const comparison = compareReplays(one, other, BigInt(Math.round(withinSeconds * 1e9)));
  const axis = new TimeAxis(timeSeen(tracks));
  await writing(out, async () => {
    makeFolder(dirname(resolve(out)));
    await writeFile(out, comparisonPage(comparison, axis));
  });
  const lines = json
    ? [JSON.stringify(comparisonSummary(comparison), null, 2)]
    : [...summaryLines(comparison, axis), '', `the page is ${out}`];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function withStates({ folder, recording }: ReplayOutput) {
  if (recording.tracks.length > 0) return recording.tracks;
  throw new VljepaError(
    'BAG_NO_WINDOW',
    `the replay in ${folder} has no world state: there is nothing to compare`,
  );
}

async function main(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2));
  if (command) await compare(command);
  else process.stdout.write(usage);
  return 0;
}

atFault('compare', (code) => process.exit(code));
process.exitCode = await main().catch((error: unknown) => complain('compare', error));
