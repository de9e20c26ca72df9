import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rounded } from '../../src/metrics/statistics.js';
import { summarize } from '../../src/report/summary.js';
import { writeReport } from '../../src/report/write.js';
import { describeHardware } from '../machine.js';
import { positive } from '../positive.js';
import { runProgram } from '../program.js';
import { browse } from './browse.js';
import { recordShift, type Shift } from './recordedShift.js';

const usage = `npm run bench:report -- [options]

Writes the report of a long synthetic recording and opens it in headless Chromium: how long writing and
opening take, and how long each frame takes while it is used.

  --hours N        length of the recording (default 8)
  --cameras N      (default 4)
  --rate HZ        world states a second of each camera (default 4)
  --texts N        texts a minute of each camera (default 2)
  --openings N     (default 5)
  --json FILE      write all figures there
  --keep FILE      keep the page there
  --chromium FILE  (default: $CHROMIUM, else /usr/bin/chromium)
  -h, --help       this text`;

interface Options extends Shift {
  readonly openings: number;
  readonly json: string | undefined;
  readonly keep: string | undefined;
  readonly chromium: string;
}

/** @throws where an option is unknown or not a number above 0 */
function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      hours: { type: 'string', default: '8' },
      cameras: { type: 'string', default: '4' },
      rate: { type: 'string', default: '4' },
      texts: { type: 'string', default: '2' },
      openings: { type: 'string', default: '5' },
      json: { type: 'string' },
      keep: { type: 'string' },
      chromium: { type: 'string', default: process.env['CHROMIUM'] ?? '/usr/bin/chromium' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!existsSync(values.chromium))
    throw new Error(`--chromium: expected a program, there is none at ${values.chromium}`);
  return {
    hours: positive('hours', values.hours),
    cameras: positive('cameras', values.cameras),
    rateHz: positive('rate', values.rate),
    textsPerMinute: positive('texts', values.texts),
    openings: positive('openings', values.openings),
    json: values.json,
    keep: values.keep,
    chromium: values.chromium,
  };
}

async function bench(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-report-'));
  try {
    const startMb = residentMb();
    const recording = await recordShift(options);
    const recordedMb = residentMb();
    const summary = summarize(recording, {
      frames: 0,
      drops: {},
      latencyMs: {},
      pack: 'synthetic/1',
    });
    const began = performance.now();
    await writeReport(folder, {
      title: `${options.hours} h of ${options.cameras} cameras`,
      recording,
      summary,
    });
    const page = join(folder, 'report.html');
    const written = {
      states: summary.windows,
      texts: summary.texts.length,
      write_ms: Math.round(performance.now() - began),
      page_mb: rounded(statSync(page).size / 1e6, 2),
      recording_mb: Math.round(recordedMb - startMb),
      peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    print(written);
    const browsed = await browse(page, options.chromium, options.openings);
    const { actions } = browsed;
    const open_ms = browsed.openMs.map(Math.round);
    console.log(`open, until all is drawn: ${open_ms.join(', ')} ms`);
    for (const [name, { p50, p95, max, work }] of Object.entries(actions))
      console.log(
        `${name.padEnd(18)} a frame every ${p50.toFixed(1)} ms, 95 % within ${p95.toFixed(1)}, longest ${max.toFixed(1)}; ${work.toFixed(1)} ms of work each`,
      );
    const { hours, cameras, rateHz, textsPerMinute } = options;
    const machine = describeHardware();
    const versions = { node: process.versions.node, chromium: browsed.chromium };
    const shift = { hours, cameras, rate_hz: rateHz, texts_per_minute: textsPerMinute };
    const report = {
      date: new Date().toISOString(),
      machine,
      versions,
      shift,
      written,
      open_ms,
      actions,
    };
    if (options.json !== undefined)
      writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    if (options.keep !== undefined) copyFileSync(page, options.keep);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(written: {
  readonly states: number;
  readonly texts: number;
  readonly write_ms: number;
  readonly page_mb: number;
  readonly recording_mb: number;
  readonly peak_mb: number;
}): void {
  console.log(
    `${written.states} world states, ${written.texts} texts: kept in ${written.recording_mb} MB, written in ${written.write_ms} ms as ${written.page_mb} MB; the process had ${written.peak_mb} MB at most`,
  );
}

function residentMb(): number {
  return process.memoryUsage().rss / 1e6;
}

process.exitCode = await runProgram({ name: 'bench:report', usage, readOptions, run: bench });
