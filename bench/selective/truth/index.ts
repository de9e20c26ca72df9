import { packFolder } from '../../../src/pack/packFolder.js';
import { readManifest } from '../../../src/pack/readManifest.js';
import { readSentences } from '../../../src/pack/sentences.js';
import type { SelectiveDecoding } from '../../../src/selective/changeDetector.js';
import type { TextSettings } from '../../../src/settings.js';
import type { Engine } from '../../../src/engine/engine.js';
import type { Groups } from '../allStates.js';
import { totalSeconds, type Measured } from '../measured.js';
import type { TruthReports } from '../report.js';
import { happeningsOf } from './happenings.js';
import { HeldOut } from './heldOut.js';
import { readJudged, type Judged } from './judged.js';
import { tell } from './told.js';
import { truthReport, type ToldStream } from './truthReport.js';

/** Which groups of streams stand behind each key. */
export const GROUPS_OF = {
  own: ['dense', 'sparse'],
  foreign: ['foreign'],
  real: ['real'],
  sample_bag: ['sample'],
} as const;

export interface TruthOptions {
  readonly pack: string;
  /** What was fitted without each stream; undefined: the pack's own probabilities are measured. */
  readonly words: string | undefined;
}

/** Undefined where the pack has no sentences with known probabilities. */
export async function truthReports(
  { pack, words }: TruthOptions,
  engine: Engine,
  groups: Groups,
  setting: SelectiveDecoding,
  text: TextSettings,
): Promise<TruthReports | undefined> {
  const folder = packFolder(pack);
  const spec = readManifest(folder).words;
  if (spec === undefined) return undefined;
  const all = readSentences(folder, spec.sentences);
  const sentences = new Map(all.map((sentence) => [sentence.text, sentence]));
  const judged = readJudged();
  const heldOut = words === undefined ? undefined : new HeldOut(words, pack);
  const toldOf = async (one: Measured): Promise<ToldStream> => {
    const own = heldOut === undefined ? engine : await heldOut.engineFor(one.stream);
    const happenings = happeningsOf(one.stream, judged);
    const told = await tell(one, setting, text, own, sentences, happenings);
    return { told, happenings, events: eventsOf(one, judged), seconds: totalSeconds([one]) };
  };
  try {
    const reports: Record<string, unknown> = {};
    for (const [key, names] of Object.entries(GROUPS_OF)) {
      const streams: ToldStream[] = [];
      for (const one of names.flatMap((name) => groups.get(name) ?? []))
        streams.push(await toldOf(one));
      if (streams.length > 0) reports[key] = truthReport(streams);
    }
    return { held_out: heldOut !== undefined, text, ...reports };
  } finally {
    await heldOut?.dispose();
  }
}

/** The events of the records alone, without what was judged besides. */
function eventsOf({ stream }: Measured, judged: readonly Judged[]): ToldStream['events'] {
  return happeningsOf(stream, judged).slice(0, stream.events.length);
}
