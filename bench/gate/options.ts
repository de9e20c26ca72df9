import { parseArgs } from 'node:util';
import type { GateSettings } from '../../src/engine/engine.js';
import { positive } from '../positive.js';

export interface GateOptions {
  readonly json: string | undefined;
  readonly streams: string;
  readonly cache: string;
  readonly real: string | undefined;
  readonly pack: string;
  /** Groups of streams; empty: all. */
  readonly groups: readonly string[];
  readonly gate: GateSettings;
  readonly turns: number;
  readonly turnSeconds: number;
}

export const usage = `npm run bench:gate -- [options]

What the gate before the X-Encoder saves, and what it costs: each stream through the node's own pipeline
with every frame encoded and with the gate. A row has the share of encodings and of states that were
reused, how like the states are, which events are told later or lost, and the processor's time with the
gate against that without, measured in turns. A run that was stopped goes on where FILE ends.

  --json FILE         write all rows there, one by one
  --streams DIR       streams of bench:selective (default out/streams)
  --real DIR          clips of real footage beside a truth.tsv
  --cache DIR         where bench:selective keeps states (default out/selective)
  --groups A,B        groups of streams (default all)
  --sensitivity N     the parameter gate.sensitivity (default 1)
  --longest N         the parameter gate.longest, s (default 20)
  --turns N           turns of the processor's time (default 3)
  --turn-seconds N    of a stream that are replayed in a turn (default 30)
  --pack NAME         a pack's name or folder (default nano)
  -h, --help          this text`;

/** @throws where an option is unknown or not a number in range */
export function readOptions(args: readonly string[]): GateOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      streams: { type: 'string', default: 'out/streams' },
      cache: { type: 'string', default: 'out/selective' },
      real: { type: 'string' },
      groups: { type: 'string', default: '' },
      sensitivity: { type: 'string', default: '1' },
      longest: { type: 'string', default: '20' },
      turns: { type: 'string', default: '3' },
      'turn-seconds': { type: 'string', default: '30' },
      pack: { type: 'string', default: 'nano' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { json, streams, cache, real, pack } = values;
  return {
    ...{ json, streams, cache, real, pack },
    groups: values.groups.split(',').filter((group) => group !== ''),
    gate: {
      sensitivity: positive('sensitivity', values.sensitivity, Number.isFinite),
      longestSeconds: positive('longest', values.longest, Number.isFinite),
    },
    turns: positive('turns', values.turns, Number.isInteger),
    turnSeconds: positive('turn-seconds', values['turn-seconds'], Number.isFinite),
  };
}
