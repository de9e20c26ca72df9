import { parseArgs } from 'node:util';
import type { MomentFilter } from '../memory/momentIndex.js';
import { readingCommandLine, wholeNumber } from '../program.js';

export const usage = `Usage: vljepa search MEMORY "WORDS" [options]
       vljepa search MEMORY --like ID [options]
       vljepa search MEMORY [options]                  the newest moments

What a memory holds of it, best first: when, which camera, what was said of it, where the robot was.
MEMORY is a folder that vljepa remember has filled; it may still be writing to it.

  --like ID           moments like the one with this id
  --from TIME         not those that ended before; seconds since 1970, or 2026-05-04T10:00:00Z
  --to TIME           not those that began after
  --camera NAME       this camera's only; may be repeated
  --near X,Y[,Z]      where the robot was, metres in the frame of its poses
  --radius METRES     how far from there (default 1)
  --count N           how many at most (default 10)
  --pictures DIR      writes their pictures to DIR, as ID.jpg
  --json              one JSON object for each moment
  --pack PACK         the pack's name or folder (default: the name that the memory tells)
  -h, --help          this text

Exit code: 0, also where nothing is found; 1 when MEMORY cannot be read or is of another pack; 2 on misuse.
`;

export interface CommandLine {
  readonly memory: string;
  /** Empty: none. */
  readonly words: string;
  readonly like: number | undefined;
  readonly filter: MomentFilter;
  readonly count: number;
  readonly pictures: string | undefined;
  readonly json: boolean;
  readonly pack: string | undefined;
}

const MOST = 10_000;

/**
 * @returns undefined where help is asked for
 * @throws COMMAND_LINE
 */
export function readCommandLine(args: readonly string[]): CommandLine | undefined {
  return readingCommandLine(() => parse(args));
}

function parse(args: readonly string[]): CommandLine | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      like: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      camera: { type: 'string', multiple: true, default: [] },
      near: { type: 'string' },
      radius: { type: 'string' },
      count: { type: 'string', default: '10' },
      pictures: { type: 'string' },
      json: { type: 'boolean', default: false },
      pack: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [memory, words = '', ...more] = positionals;
  if (memory === undefined) throw new Error('no MEMORY is given: expected a folder');
  if (more.length > 0)
    throw new Error(`expected the words as one argument, in quotes; got ${more.join(' ')} as well`);
  if (words !== '' && values.like !== undefined)
    throw new Error('expected words or --like ID, got both');
  if (values.radius !== undefined && values.near === undefined)
    throw new Error('--radius needs --near X,Y');
  return {
    memory,
    words,
    like:
      values.like === undefined ? undefined : wholeNumber('--like', values.like, 1, 2 ** 53 - 1),
    filter: {
      fromNs: values.from === undefined ? undefined : time('--from', values.from),
      toNs: values.to === undefined ? undefined : time('--to', values.to),
      cameras: values.camera,
      near: values.near === undefined ? undefined : near(values.near, values.radius ?? '1'),
    },
    count: wholeNumber('--count', values.count, 1, MOST),
    pictures: values.pictures,
    json: values.json,
    pack: values.pack,
  };
}

function time(option: string, text: string): bigint {
  const seconds = /^(\d{1,10})(?:\.(\d{1,9}))?$/.exec(text);
  if (seconds)
    return BigInt(seconds[1]!) * 1_000_000_000n + BigInt((seconds[2] ?? '').padEnd(9, '0'));
  const milliseconds = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(milliseconds)) return BigInt(milliseconds) * 1_000_000n;
  throw new Error(`${option} expects seconds since 1970 or a date and time, got "${text}"`);
}

function near(text: string, radiusText: string): NonNullable<MomentFilter['near']> {
  const [x, y, z, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? NaN : Number(part)));
  const known = [x, y, ...(z === undefined ? [] : [z])].every(Number.isFinite);
  if (!known || more.length > 0)
    throw new Error(`--near expects X,Y or X,Y,Z in metres, got "${text}"`);
  const radius = Number(radiusText);
  if (!(radius > 0)) throw new Error(`--radius expects metres above 0, got "${radiusText}"`);
  return { x: x!, y: y!, z, radius };
}
