import sharp from 'sharp';
import { toTime } from '../../src/messages/stamp.js';
import { Recording } from '../../src/report/recording.js';
import { seededRandom } from '../random.js';

/** What a synthetic recording is like. */
export interface Shift {
  readonly hours: number;
  readonly cameras: number;
  /** World states a second of each camera. */
  readonly rateHz: number;
  /** Of each camera. */
  readonly textsPerMinute: number;
}

const START_NS = 1_760_000_000_000_000_000n;
const THRESHOLD = 0.2;
const PICTURES = 40;
const PICTURE = { width: 320, height: 240, channels: 3 } as const;
const LABELS = ['a person', 'a door', 'an arm at work', 'an empty hall', 'a forklift'];
const NOUNS = ['the arm', 'a person', 'the door', 'a forklift', 'the base', 'the lamp'];
const VERBS = ['picks up', 'puts down', 'passes', 'opens', 'stands by', 'leaves', 'approaches'];
const OBJECTS = ['a red mug', 'a toolbox', 'a pallet', 'the shelf', 'a white cloth', 'nothing'];

/** Messages as a node publishes them, from chance that is the same every time. */
export async function recordShift(shift: Shift): Promise<Recording> {
  const chance = seededRandom(7);
  const pictures = await Promise.all(
    Array.from({ length: PICTURES }, (_, i) => syntheticPicture(i, chance)),
  );
  const recording = new Recording();
  const windows = Math.round(shift.hours * 3600 * shift.rateHz);
  const perText = (60 * shift.rateHz) / shift.textsPerMinute;
  const states = Array.from({ length: shift.cameras }, () => ({
    segment: 0,
    startNs: START_NS,
    since: 0,
  }));
  for (let i = 0; i < windows; i += 1) {
    const stampNs = START_NS + BigInt(Math.round((i / shift.rateHz) * 1e9));
    for (const [number, state] of states.entries()) {
      const isChanged = i > 0 && state.since > 8 && chance() < 1 / perText;
      if (isChanged) {
        state.segment += 1;
        state.startNs = stampNs - BigInt(Math.round(3e9 / shift.rateHz));
        state.since = 0;
      }
      state.since += 1;
      const common = {
        header: { stamp: toTime(stampNs), frame_id: 'optical' },
        camera: `camera_${number + 1}`,
        pack: 'synthetic/1',
        query: 'What is happening?',
        segment: BigInt(state.segment),
        segment_start: toTime(state.startNs),
        change: isChanged ? 0.4 + chance() : 0.15 * chance() ** 2 + 0.3 / state.since,
      };
      const first = LABELS[state.segment % LABELS.length]!;
      recording.addState({
        ...common,
        window_start: common.header.stamp,
        sequence: BigInt(i),
        first: i === 0,
        run: 0n,
        threshold: THRESHOLD,
        changed: isChanged,
        noticed: isChanged,
        worded: isChanged || i === 0,
        motion: isChanged ? 1 : 0,
        motion_threshold: 0.5,
        condition: 0,
        latency: 0,
        labels: [first, ...LABELS.filter((label) => label !== first)].map((label, rank) => ({
          label,
          score: 0.5 / (rank + 1 + chance()),
          probability: NaN,
        })),
        other_probability: NaN,
        embedding: new Float32Array(0),
      });
      if (i > 0 && !isChanged) continue;
      const words = [NOUNS, VERBS, OBJECTS].map(
        (list) => list[Math.floor(chance() * list.length)]!,
      );
      recording.addText({
        ...common,
        text: words.join(' '),
        confidence: chance(),
        similarity: 0.5,
        alternatives: [],
        reason: i > 0 ? 1 : 0,
      });
      const picture = pictures[Math.floor(chance() * PICTURES)]!;
      recording.addThumbnail(common.camera, stampNs, picture);
    }
  }
  return recording;
}

/** As many bytes as a thumbnail of a room has. */
async function syntheticPicture(number: number, chance: () => number): Promise<string> {
  const { width, height, channels } = PICTURE;
  const pixels = new Uint8Array(width * height * channels);
  for (let i = 0; i < pixels.length; i += 1)
    pixels[i] = 90 + 60 * Math.sin(i / (900 + 70 * number)) + 26 * chance();
  const jpeg = await sharp(pixels, { raw: PICTURE }).jpeg({ quality: 60 }).toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}
