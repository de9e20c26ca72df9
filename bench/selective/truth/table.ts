import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSentences } from '../../../src/pack/sentences.js';
import type { SelectiveDecoding } from '../../../src/selective/changeDetector.js';
import type { Measured } from '../measured.js';
import { detect } from '../nodeDetector.js';
import { placed } from '../quality.js';
import type { Segment } from '../strategies/strategy.js';
import { row } from '../windowStates.js';
import { happeningsOf } from './happenings.js';
import { isTrue, shownIn } from './isTrue.js';
import { readJudged } from './judged.js';

/** Besides what is put into words, every so many windows are taken, each with those before it. */
const EVERY = 4;
const BEFORE = 2;

/** One line of `rows.jsonl`. */
interface TableRow {
  readonly group: string;
  readonly stream: string;
  readonly start_s: number;
  readonly end_s: number;
  /** Whether the node puts it into words. */
  readonly worded: boolean;
  /** Numbers of the sentences that are true. */
  readonly true: readonly number[];
}

/**
 * Writes to `folder`, where a `sentences.tsv` is, what each sentence's chance of being true is fitted
 * from: `rows.jsonl`, and for each row S_y in `embeddings.f32` and the newest frame's features in
 * `features.f32`.
 */
export function writeTable(
  folder: string,
  streams: readonly Measured[],
  setting: SelectiveDecoding,
): number {
  const sentences = readSentences(folder, 'sentences.tsv');
  const judged = readJudged();
  const rows: TableRow[] = [];
  const embeddings: Float32Array[] = [];
  const features: Float32Array[] = [];
  for (const one of streams) {
    const { stream, states } = one;
    const happenings = happeningsOf(stream, judged);
    const { texts } = detect(one, setting);
    const add = (segment: Segment, worded: boolean) => {
      const startS = states.windowStarts[segment.onset]!;
      const endS = states.stamps[segment.said]!;
      const shown = shownIn(happenings, { startS, endS });
      rows.push({
        group: stream.group,
        stream: stream.name,
        start_s: startS,
        end_s: endS,
        worded,
        true: sentences.flatMap((sentence, index) => (isTrue(sentence, shown) ? [index] : [])),
      });
      embeddings.push(placed(states, [segment], 'said')[0]!.embedding);
      features.push(row(states.features, segment.said, states.featureDimension));
    };
    for (const segment of texts) add(segment, true);
    for (let said = BEFORE; said < states.count; said += EVERY)
      add({ onset: said - BEFORE, said }, false);
  }
  writeFileSync(join(folder, 'embeddings.f32'), Buffer.concat(embeddings.map(bytes)));
  writeFileSync(join(folder, 'features.f32'), Buffer.concat(features.map(bytes)));
  writeFileSync(
    join(folder, 'rows.jsonl'),
    rows.map((each) => `${JSON.stringify(each)}\n`).join(''),
  );
  return rows.length;
}

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
