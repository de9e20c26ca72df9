import { parseArgs } from 'node:util';

export interface SelectiveOptions {
  readonly json: string | undefined;
  readonly streams: string;
  readonly cache: string;
  readonly real: string | undefined;
  readonly pack: string;
  readonly python: string | undefined;
  readonly textMinutes: number;
}

export const usage = `npm run bench:selective -- [options]

Measures selective decoding on streams with known events, through the node's own pipeline and decoder:
how good its texts are for how many decodes, how soon and how truly changes are found, and how often it
speaks where nothing happens. States and texts are kept, so that a run that was stopped goes on.

  --json FILE         write all figures there
  --streams DIR       streams (default out/streams); to make them:
                      scripts/with-training python -m vljepa_training.streams --out "$PWD/out/streams"
  --real DIR          clips of real footage beside a truth.tsv
  --python FILE       Python with training[streams], for the offline oracles
                      (default training/.venv/bin/python; without it there are none)
  --cache DIR         states and texts (default out/selective)
  --text-minutes M    minutes of each group whose texts are decoded for the curves (default 60)
  --pack NAME         a pack's name or folder (default nano)
  -h, --help          this text`;

/** @throws where an option is unknown or not a number in range */
export function readOptions(args: readonly string[]): SelectiveOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      streams: { type: 'string', default: 'out/streams' },
      cache: { type: 'string', default: 'out/selective' },
      real: { type: 'string' },
      python: { type: 'string' },
      'text-minutes': { type: 'string', default: '60' },
      pack: { type: 'string', default: 'nano' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const textMinutes = Number(values['text-minutes']);
  if (!(textMinutes > 0)) {
    throw new Error(`--text-minutes: expected a number above 0, got "${values['text-minutes']}"`);
  }
  const { json, streams, cache, real, python, pack } = values;
  return { json, streams, cache, real, python, pack, textMinutes };
}
