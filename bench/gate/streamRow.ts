import type { Engine } from '../../src/engine/engine.js';
import { rounded } from '../../src/metrics/statistics.js';
import { computeStates, statesFolder, statesOf } from '../selective/computeStates.js';
import { measured } from '../selective/measured.js';
import { detect } from '../selective/nodeDetector.js';
import { shippedSetting } from '../selective/setting.js';
import type { Stream } from '../selective/stream.js';
import { changesKept, knownEventsKept, timesOf, type EventsKept } from './eventsKept.js';
import { likeness, likenessToItself } from './likeness.js';
import type { GateOptions } from './options.js';
import { processorMs } from './processorTime.js';

/** What the gate does to a stream. */
export interface StreamRow {
  readonly group: string;
  readonly name: string;
  readonly windows: number;
  /** Shares of the windows. */
  readonly encodings_reused: number;
  readonly states_reused: number;
  /** Of the states with the gate to those without. */
  readonly cosine_p1: number;
  readonly cosine_min: number;
  /** Of the states without the gate to those of five seconds before, where nothing is known to happen. */
  readonly noise_cosine_p1: number | null;
  readonly known_events: EventsKept;
  readonly changes: EventsKept;
  readonly texts: EventsKept;
  /** The processor's time with the gate, of that without: the middle of the turns, and all of them. */
  readonly cpu_ratio: number;
  readonly cpu_ratios: readonly number[];
}

const NOISE_SECONDS = 5;

export async function streamRow(
  engine: Engine,
  stream: Stream,
  options: GateOptions,
): Promise<StreamRow> {
  const rateHz = engine.pack.samplingRate;
  const source = { engine, pack: options.pack, cache: options.cache };
  const full = await statesOf(source, stream, rateHz);
  const { states, counted } = await computeStates(engine, stream, rateHz, options.gate);
  const setting = shippedSetting(engine.pack);
  const [before, now] = [full, states].map((run) => {
    const one = measured(stream, run, statesFolder(source, stream, rateHz));
    return timesOf(one, detect(one, setting));
  }) as [ReturnType<typeof timesOf>, ReturnType<typeof timesOf>];
  const { cosine_p1, cosine_min } = likeness(full, states);
  const noise =
    stream.events.length > 0 ? undefined : likenessToItself(full, NOISE_SECONDS * rateHz);
  const ratios = await cpuRatios(engine, stream, rateHz, options);
  return {
    group: stream.group,
    name: stream.name,
    windows: counted.windows,
    encodings_reused: rounded(counted.encodingsReused / counted.windows, 4),
    states_reused: rounded(counted.statesReused / counted.windows, 4),
    cosine_p1: rounded(cosine_p1, 5),
    cosine_min: rounded(cosine_min, 5),
    noise_cosine_p1: noise === undefined ? null : rounded(noise.cosine_p1, 5),
    known_events: knownEventsKept(stream.events, before.texts, now.texts),
    changes: changesKept(before.changes, now.changes),
    texts: changesKept(before.texts, now.texts),
    cpu_ratio: rounded(ratios.toSorted((a, b) => a - b)[ratios.length >> 1]!, 3),
    cpu_ratios: ratios.map((ratio) => rounded(ratio, 3)),
  };
}

/** In turns, so that what else the machine does falls on both. */
async function cpuRatios(
  engine: Engine,
  stream: Stream,
  rateHz: number,
  { turns, turnSeconds: seconds, gate }: GateOptions,
): Promise<number[]> {
  const ratios = [];
  for (let turn = 0; turn < turns; turn++) {
    const without = await processorMs({ engine, stream, rateHz, seconds, gate: undefined });
    const withGate = await processorMs({ engine, stream, rateHz, seconds, gate });
    ratios.push(withGate / without);
  }
  return ratios;
}
