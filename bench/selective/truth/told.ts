import type { Decoded, Engine } from '../../../src/engine/engine.js';
import type { Sentence } from '../../../src/pack/sentences.js';
import type { SelectiveDecoding } from '../../../src/selective/changeDetector.js';
import { NewFacts } from '../../../src/selective/newFacts.js';
import type { TextSettings } from '../../../src/settings.js';
import type { Measured } from '../measured.js';
import { detect } from '../nodeDetector.js';
import { placed } from '../quality.js';
import { row } from '../windowStates.js';
import type { Happening } from './happenings.js';
import { isTrue, shownIn, type Shown } from './isTrue.js';

/** A text that the node says. */
export interface Told {
  readonly sentence: Sentence;
  /** Its chance of being true, as it is published. */
  readonly confidence: number;
  readonly sure: boolean;
  /** The frames that it is decoded from. */
  readonly shown: Shown;
  readonly true: boolean;
}

/** As src/operators/decodeText.ts has it. */
const TRIES = 3;

/** What the node says of a stream, and what of it is true by the records. */
export async function tell(
  one: Measured,
  setting: SelectiveDecoding,
  text: TextSettings,
  engine: Engine,
  sentences: ReadonlyMap<string, Sentence>,
  happenings: readonly Happening[],
): Promise<Told[]> {
  const { states } = one;
  const detected = detect(one, setting);
  const told: Told[] = [];
  const facts = new NewFacts();
  for (const [k, segment] of detected.texts.entries()) {
    const next = detected.segments.find(({ said }) => said > segment.said)?.said ?? states.count;
    for (let said = segment.said; said < Math.min(next, segment.said + TRIES); said++) {
      const { embedding } = placed(states, [{ ...segment, said }], 'said')[0]!;
      const decoded: Decoded = await engine.decode(embedding, {
        query: engine.pack.defaultQuery,
        features: row(states.features, said, states.featureDimension),
        minProbability: text.minProbability,
        changed: k > 0,
      });
      if (k > 0 && setting.texts === 'new_facts' && !facts.has(decoded)) continue;
      if (!decoded.sure && text.below === 'silent') continue;
      facts.said(decoded);
      const sentence = sentences.get(decoded.text)!;
      const shown = { startS: states.windowStarts[segment.onset]!, endS: states.stamps[said]! };
      const { confidence, sure } = decoded;
      const holds = isTrue(sentence, shownIn(happenings, shown));
      told.push({ sentence, confidence, sure, shown, true: holds });
      break;
    }
  }
  return told;
}
