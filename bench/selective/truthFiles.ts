import { toNanoseconds, type Time } from '../../src/messages/stamp.js';
import type { KnownEvent, SteadyStretch, Stream } from './stream.js';

interface TruthDocument {
  readonly start: Time;
  readonly duration_s: number;
  readonly events: readonly {
    readonly stamp: Time;
    readonly end: Time;
    readonly kind: string;
    readonly text: string;
    readonly texts?: readonly string[];
  }[];
  readonly scenes: readonly { readonly start: Time; readonly end: Time; readonly text: string }[];
}

/** What an `events.json` beside a bag says, in seconds from the bag's start. */
export function readTruthJson(json: string): Pick<Stream, 'seconds' | 'events' | 'steady'> {
  const { start, duration_s, events, scenes } = JSON.parse(json) as TruthDocument;
  const startNs = toNanoseconds(start);
  const seconds = (time: Time) => Number(toNanoseconds(time) - startNs) / 1e9;
  return {
    seconds: duration_s,
    events: events
      .map(({ stamp, end, kind, text, texts }) => ({
        kind,
        startS: seconds(stamp),
        endS: seconds(end),
        texts: texts ?? [text],
      }))
      .sort((a, b) => a.startS - b.startS),
    steady: scenes.map(({ start: from, end, text }): SteadyStretch => ({
      startS: seconds(from),
      endS: seconds(end),
      text,
    })),
  };
}

/** What a clip shows, of a table of clips. */
export interface ClipTruth {
  readonly clip: string;
  readonly seconds: number;
  readonly events: readonly KnownEvent[];
  readonly steady: readonly SteadyStretch[];
}

/** Kinds of entries that tell of a stretch in which nothing happens. */
const STEADY_KINDS = ['arm_idle', 'stand_still', 'empty_room'];

const COLUMNS = ['clip', 'duration_s', 'start_s', 'end_s', 'kind', 'event'] as const;

/**
 * A `truth.tsv`: one event a line, with the columns `clip`, `duration_s`, `start_s`, `end_s`, `kind`
 * and `event` among others; a clip in which nothing happens has a line without times.
 *
 * @throws {Error} where a column is missing
 */
export function readTruthTable(tsv: string): ClipTruth[] {
  const [heading, ...rows] = tsv.split('\n').filter((line) => line.trim() !== '');
  const names = heading?.split('\t') ?? [];
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new Error(
      `truth.tsv: expected the columns ${COLUMNS.join(', ')}, missing ${missing.join(', ')}`,
    );
  }
  const clips = new Map<string, { seconds: number; entries: KnownEvent[] }>();
  for (const row of rows) {
    const cells = row.split('\t');
    const cell = (column: (typeof COLUMNS)[number]) => cells[names.indexOf(column)]?.trim() ?? '';
    const clip = clips.get(cell('clip')) ?? { seconds: Number(cell('duration_s')), entries: [] };
    clips.set(cell('clip'), clip);
    if (cell('start_s') === '' || Number.isNaN(Number(cell('start_s')))) continue;
    clip.entries.push({
      kind: cell('kind'),
      startS: Number(cell('start_s')),
      endS: Number(cell('end_s')),
      texts: [cell('event')],
    });
  }
  const isSteady = ({ kind }: KnownEvent) => STEADY_KINDS.includes(kind);
  return [...clips].map(([clip, { seconds, entries }]) => ({
    clip,
    seconds,
    events: entries.filter((entry) => !isSteady(entry)).sort((a, b) => a.startS - b.startS),
    steady: entries
      .filter(isSteady)
      .map(({ startS, endS, texts }) => ({ startS, endS, text: texts[0]! })),
  }));
}
