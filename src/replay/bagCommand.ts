import type { ParseArgsConfig } from 'node:util';

/** What every command is told that runs a bag through the pipeline. */
export interface BagCommand {
  readonly bag: string;
  /** A ROS parameter file. */
  readonly params: string | undefined;
  /** Whose sections of the parameter file count, fully qualified. */
  readonly node: string;
  readonly pack: string | undefined;
  /** Empty: every image topic. */
  readonly topics: readonly string[];
}

/** Its options, for `parseArgs`. */
export const bagOptions = {
  params: { type: 'string' },
  node: { type: 'string', default: '/vljepa' },
  pack: { type: 'string' },
  topic: { type: 'string', multiple: true, default: [] },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsConfig['options'];

interface Values {
  readonly params?: string | undefined;
  readonly node: string;
  readonly pack?: string | undefined;
  readonly topic: readonly string[];
}

/** @throws Error that says what is wrong with the command line */
export function bagCommand(values: Values, positionals: readonly string[]): BagCommand {
  const [bag, ...more] = positionals;
  if (bag === undefined) throw new Error('no BAG is given: expected a file or folder');
  if (more.length > 0) throw new Error(`one bag at a time: got ${positionals.join(', ')}`);
  const { params, node, pack, topic } = values;
  if (!/^(\/[A-Za-z_]\w*)+$/.test(node))
    throw new Error(`--node expects a name such as /robot1/vljepa, got ${node}`);
  return { bag, params, node, pack, topics: topic };
}
