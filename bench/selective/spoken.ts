import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { detect, type Detected } from './nodeDetector.js';
import type { Measured } from './measured.js';
import { placed, type PlacedEmbedding } from './quality.js';
import type { Segment } from './strategies/strategy.js';
import type { Texts } from './texts.js';

/** What the node makes of a stream, and says. */
export interface Spoken extends Detected {
  /** Of each of `texts`. */
  readonly words: readonly string[];
  /** Texts that were decoded and not given, as the one before had said the same. */
  readonly repeated: number;
}

/** As src/operators/decodeText.ts has it. */
const TRIES = 3;

/** Decodes the node's texts; those that repeat the one before are left out as the node does it. */
export async function speak(
  one: Measured,
  setting: SelectiveDecoding,
  texts: Texts,
): Promise<Spoken> {
  const detected = detect(one, setting);
  const said: Segment[] = [];
  const words: string[] = [];
  for (const [k, segment] of detected.texts.entries()) {
    const next = detected.segments.find(({ said: window }) => window > segment.said);
    for (let tries = 0; tries < TRIES; tries++) {
      const tried = { onset: segment.onset, said: segment.said + tries };
      if (tried.said >= (next?.said ?? one.states.count)) break;
      const [{ embedding }] = placed(one.states, [tried], 'said') as [PlacedEmbedding];
      const text = await texts.said(embedding);
      if (k > 0 && setting.texts === 'new_facts' && text === words.at(-1)) continue;
      said.push(tried);
      words.push(text);
      break;
    }
  }
  return { ...detected, texts: said, words, repeated: detected.texts.length - said.length };
}
