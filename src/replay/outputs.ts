import { join } from 'node:path';
import { asMessages, inTurn } from '../messages/messageSink.js';
import type { WatchMessage } from '../messages/outputs.js';
import type { Perception } from '../perception.js';
import { RecentImages } from '../report/recentImages.js';
import { Recording } from '../report/recording.js';
import { TextThumbnails } from '../report/textThumbnails.js';
import type { Sink } from '../sink.js';
import type { DecodedText } from '../worldState.js';
import { StatesFile } from './statesFile.js';

/** Of each camera the image before, and its newest: the first of a camera may wait for the second. */
const KEPT_IMAGES = 2;

/** Where a replay's world states and texts go, and what is read from there. */
export interface Outputs {
  /** In this order. */
  readonly sinks: readonly Sink[];
  /** For the report. */
  readonly recording: Recording;
  readonly counts: Counts;
  /** To be given each image before the perceptions that it causes. */
  readonly images: RecentImages;
  /** A watch has changed. */
  readonly addWatch: (message: WatchMessage) => Promise<void>;
}

/**
 * `states.mcap` in that folder, the recording for the report with its pictures, and a line for each
 * text.
 *
 * @param pack `name/version`
 * @param said called for each text as it comes, with its time since the first world state
 * @throws OUTPUT_UNWRITABLE
 */
export async function openOutputs(
  folder: string,
  nodeName: string,
  pack: string,
  said: (text: DecodedText, atSeconds: number) => void,
): Promise<Outputs> {
  const recording = new Recording();
  const counts = new Counts();
  const images = new RecentImages(KEPT_IMAGES);
  const states = await StatesFile.create(join(folder, 'states.mcap'), nodeName);
  const published = inTurn([recording, states, new TextThumbnails(recording, images)]);
  const sinks = [asMessages(published, pack), counts, new SpokenTexts(said)];
  return {
    sinks,
    recording,
    counts,
    images,
    addWatch: (message) => states.addWatch(message),
  };
}

/** Counts of what came so far. */
class Counts implements Sink {
  states = 0;
  texts = 0;

  perceived({ kind }: Perception): void {
    if (kind === 'state') this.states += 1;
    else this.texts += 1;
  }
}

class SpokenTexts implements Sink {
  #startNs: bigint | undefined;
  readonly #said: (text: DecodedText, atSeconds: number) => void;

  constructor(said: (text: DecodedText, atSeconds: number) => void) {
    this.#said = said;
  }

  perceived(perception: Perception): void {
    if (perception.kind === 'state') {
      this.#startNs ??= perception.state.stampNs;
      return;
    }
    const { text } = perception;
    this.#said(text, Number(text.stampNs - (this.#startNs ?? text.stampNs)) / 1e9);
  }
}
