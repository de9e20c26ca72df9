import { parseArgs } from 'node:util';
import { loads, usualLoads, type Load } from './loads.js';
import { positive } from './positive.js';

export interface BenchOptions {
  readonly json: string | undefined;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly rounds: number;
  readonly loads: readonly Load[];
  readonly pack: string;
  readonly threads: number;
}

/** What a command that measures loads is told by its command line, and what it says of that. */
export interface OptionsReader {
  readonly usage: string;
  /** @throws where an option is unknown or not a number in range */
  readonly readOptions: (args: readonly string[]) => BenchOptions | 'help';
}

/**
 * @param intro how the command is called and what it does
 * @param rounds the default
 */
export function optionsReader(intro: string, rounds: number): OptionsReader {
  return { usage: usage(intro, rounds), readOptions: (args) => readOptions(args, rounds) };
}

const usage = (intro: string, rounds: number): string => `${intro}
  --json FILE      write all figures there
  --seconds S      measured part of a turn (default 8)
  --warmup S       discarded before it (default 2)
  --rounds N       turns of each (default ${rounds})
  --loads A,B      (default ${usualLoads.map(({ name }) => name).join(', ')}) these of
                   ${loads.map(({ name }) => name).join(', ')}; or all
  --pack NAME      a pack's name or folder (default nano)
  --threads N      of one inference, for all systems (default 1)
  -h, --help       this text`;

function readOptions(args: readonly string[], rounds: number): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      seconds: { type: 'string', default: '8' },
      warmup: { type: 'string', default: '2' },
      rounds: { type: 'string', default: String(rounds) },
      loads: { type: 'string', default: usualLoads.map(({ name }) => name).join(',') },
      pack: { type: 'string', default: 'nano' },
      threads: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    json: values.json,
    seconds: positive('seconds', values.seconds),
    warmupSeconds: positive('warmup', values.warmup),
    rounds: positive('rounds', values.rounds, Number.isInteger),
    loads: values.loads === 'all' ? loads : values.loads.split(',').map(loadNamed),
    pack: values.pack,
    threads: positive('threads', values.threads, Number.isInteger),
  };
}

function loadNamed(name: string): Load {
  const load = loads.find((candidate) => candidate.name === name.trim());
  if (load !== undefined) return load;
  const names = loads.map((candidate) => candidate.name).join(', ');
  throw new Error(`--loads: expected some of ${names}, got "${name}"`);
}
