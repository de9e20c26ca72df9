import { parseArgs } from 'node:util';
import { positive } from '../positive.js';
import { disturbances } from './disturbances.js';

const kinds = Object.keys(disturbances);
/** What the node does not survive: its memory is that of one life, and is not followed beside these. */
const deadly = ['node_killed', 'native_crash'];
const survivable = kinds.filter((kind) => !deadly.includes(kind));

export interface SoakOptions {
  readonly minutes: number;
  /** Ends after so many kills instead. */
  readonly kills: number | undefined;
  readonly json: string | undefined;
  readonly seed: number;
  readonly cameras: number;
  readonly rateHz: number;
  readonly pack: string;
  /** Kinds of disturbances. */
  readonly only: readonly string[];
}

export const usage = `npm run soak -- [options]

Runs the node for a long time under everything that a robot does to it: cameras that are unplugged, come
back in another size and encoding, or jump in time; live parameters, queries, ~/describe, lifecycle
rounds; an inference worker that ends; a full disk; with --kills, kill -9. Then accounts for every frame. Exit code
1 where the node crashed, went into an error transition, left a lock, or a frame is unaccounted for.

  --minutes N      (default 3; the first fifth, at most ten minutes, is warm-up)
  --kills N        end after N kills instead, in every lifecycle transition, at random moments; alone they
                   are --only node_killed
  --json FILE      write all figures there
  --seed N         of the order of events (default 1)
  --cameras N      (default 4)
  --rate HZ        images a second and camera (default 30)
  --only A,B       only these of ${kinds.join(', ')}
                   (default all but ${deadly.join(' and ')}: the memory that is followed is that of one life)
  --pack NAME      a pack's name or folder (default nano)
  -h, --help       this text`;

/** @throws where an option is unknown or not a number in range */
export function readOptions(args: readonly string[]): SoakOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '3' },
      kills: { type: 'string' },
      json: { type: 'string' },
      seed: { type: 'string', default: '1' },
      cameras: { type: 'string', default: '4' },
      rate: { type: 'string', default: '30' },
      pack: { type: 'string', default: 'nano' },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const kills =
    values.kills === undefined ? undefined : positive('kills', values.kills, Number.isInteger);
  const only =
    values.only?.split(',').map(kindNamed) ?? (kills === undefined ? survivable : ['node_killed']);
  if (kills !== undefined && !only.includes('node_killed'))
    throw new Error(`--kills: expected node_killed among --only, got ${only.join(', ')}`);
  return {
    minutes: positive('minutes', values.minutes),
    kills,
    json: values.json,
    seed: positive('seed', values.seed, Number.isInteger),
    cameras: positive('cameras', values.cameras, Number.isInteger),
    rateHz: positive('rate', values.rate),
    pack: values.pack,
    only,
  };
}

function kindNamed(name: string): string {
  if (kinds.includes(name)) return name;
  throw new Error(`--only: expected some of ${kinds.join(', ')}, got "${name}"`);
}
