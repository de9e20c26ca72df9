import { parseArgs } from 'node:util';
import { positive } from '../positive.js';

export interface SelectiveOptions {
  readonly json: string | undefined;
  readonly streams: string;
  readonly cache: string;
  readonly real: string | undefined;
  readonly pack: string;
  readonly python: string | undefined;
  /** Only when the node speaks. */
  readonly detector: boolean;
  readonly textEvents: number;
  readonly wordsTable: string | undefined;
  readonly words: string | undefined;
  /** A file for how true the texts are; nothing else is measured then. */
  readonly truth: string | undefined;
  readonly windowRates: readonly number[];
  /** Where plots are written. */
  readonly plots: string | undefined;
  /** A report that is plotted, and nothing measured. */
  readonly from: string | undefined;
}

export const usage = `npm run bench:selective -- [options]

Measures selective decoding on streams with known events, through the node's own pipeline and decoder:
how good its texts are for how many decodes, how soon and how truly changes are found, and how often it
speaks where nothing happens. States and texts are kept, so that a run that was stopped goes on.

  --json FILE         write all figures there
  --plots DIR         draw quality over decodes there, as SVG
  --from FILE         measure nothing, and draw what a run before has written with --json
  --streams DIR       streams (default out/streams); to make them:
                      scripts/with-training python -m vljepa_training.streams --out "$PWD/out/streams"
  --real DIR          clips of real footage beside a truth.tsv
  --python FILE       Python with training[streams], for the offline oracles
                      (default training/.venv/bin/python; without it there are none)
  --cache DIR         states and texts (default out/selective)
  --detector          measure only when the node speaks, and not what it says: seconds, once states are there
  --text-events N     events of each group whose texts are decoded for the curves (default: all)
  --window-rates A,B  windows a second that are compared (default 2,4,8), on streams of 8 frames a second
  --pack NAME         a pack's name or folder (default nano)
  --words DIR         what python -m vljepa_training.words left there: each stream's texts are judged with
                      probabilities that were fitted on others (default: with the pack's own)
  --truth FILE        measure only how true the texts are, and write that there
  --words-table DIR   instead of measuring, write there what the sentences' chances of being true are
                      fitted from; python -m vljepa_training.words asks for it
  -h, --help          this text`;

/** @throws where an option is unknown or not a number in range */
export function readOptions(args: readonly string[]): SelectiveOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      plots: { type: 'string' },
      from: { type: 'string' },
      streams: { type: 'string', default: 'out/streams' },
      cache: { type: 'string', default: 'out/selective' },
      detector: { type: 'boolean', default: false },
      real: { type: 'string' },
      python: { type: 'string' },
      'text-events': { type: 'string', default: 'Infinity' },
      'window-rates': { type: 'string', default: '2,4,8' },
      pack: { type: 'string', default: 'nano' },
      'words-table': { type: 'string' },
      words: { type: 'string' },
      truth: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const textEvents = positive('text-events', values['text-events'], anyNumber);
  const windowRates = values['window-rates']
    .split(',')
    .map((rate) => positive('window-rates', rate, anyNumber));
  const { json, plots, from, streams, cache, real, python, pack, words, truth, detector } = values;
  if (from !== undefined && plots === undefined)
    throw new Error('--from FILE asks for --plots DIR');
  const wordsTable = values['words-table'];
  return {
    ...{ json, plots, from, streams, cache, real, python, pack, words, truth },
    ...{ textEvents, wordsTable, windowRates, detector },
  };
}

/** Infinity too. */
const anyNumber = () => true;
