import type { Happening } from './happenings.js';
import { isTrue, shownIn } from './isTrue.js';
import type { Told } from './told.js';

/** Sentences from this level on say what happens, and not only what moves. */
const EVENT_LEVEL = 4;
/** From this level on they name the thing. */
const THING_LEVEL = 6;
const BINS = 10;

/** One stream: what is said of it, and what happens in it. */
export interface ToldStream {
  readonly told: readonly Told[];
  readonly happenings: readonly Happening[];
  readonly events: readonly Happening[];
  readonly seconds: number;
}

/** Texts of about one probability. */
export interface CalibrationBin {
  readonly confidence: number;
  readonly true: number;
  readonly texts: number;
}

export interface TruthReport {
  readonly texts: number;
  readonly texts_per_minute: number;
  /** Without each stream's first text, which every start brings: many where streams are short clips. */
  readonly texts_behind_first_per_minute: number;
  /** Share of all texts that are true by the records. */
  readonly true: number | null;
  /** Mean distance of confidence and truth over bins of texts, by the texts in them. */
  readonly calibration_error: number | null;
  readonly events: number;
  /** Share of events of which a text is said that is true of them. */
  readonly events_told: number | null;
  /** The same where a text that was said before and still stands counts, too. */
  readonly events_told_or_standing: number | null;
  /** Share told by a sentence that says what happens. */
  readonly events_told_as_event: number | null;
  /** Of the events that something happens to: the share told by a sentence that names it. */
  readonly events_told_with_thing: number | null;
  /** Texts, and the share of them that are true, by how specific they are. */
  readonly levels: Readonly<Record<string, { readonly texts: number; readonly true: number }>>;
  readonly bins: readonly CalibrationBin[];
}

export function truthReport(streams: readonly ToldStream[]): TruthReport {
  const texts = streams.flatMap(({ told }) => told);
  const seconds = streams.reduce((sum, one) => sum + one.seconds, 0);
  const events = streams.flatMap((stream) => stream.events.map((event) => ({ event, stream })));
  const bins = calibrationBins(texts);
  const withThing = events.filter(({ event }) => event.thing !== '' && hasThing(event));
  const said = (least: number) => events.filter((one) => saidOf(one, least)).length;
  return {
    texts: texts.length,
    texts_per_minute: (60 * texts.length) / seconds,
    texts_behind_first_per_minute:
      (60 * streams.reduce((sum, { told }) => sum + Math.max(0, told.length - 1), 0)) / seconds,
    true: share(texts.filter((text) => text.true).length, texts.length),
    calibration_error:
      texts.length === 0
        ? null
        : bins.reduce(
            (sum, bin) => sum + (bin.texts / texts.length) * Math.abs(bin.confidence - bin.true),
            0,
          ),
    events: events.length,
    events_told: share(said(0), events.length),
    events_told_or_standing: share(
      events.filter((one) => saidOf(one, 0) || stands(one)).length,
      events.length,
    ),
    events_told_as_event: share(said(EVENT_LEVEL), events.length),
    events_told_with_thing: share(
      withThing.filter((one) => saidOf(one, THING_LEVEL)).length,
      withThing.length,
    ),
    levels: Object.fromEntries(
      [...new Set(texts.map(({ sentence }) => sentence.level))]
        .sort((a, b) => a - b)
        .map((level) => {
          const of = texts.filter(({ sentence }) => sentence.level === level);
          return [
            level,
            { texts: of.length, true: of.filter((one) => one.true).length / of.length },
          ];
        }),
    ),
    bins,
  };
}

/** Texts by their confidence, in equal steps; empty ones are left out. */
export function calibrationBins(
  texts: readonly Pick<Told, 'confidence' | 'true'>[],
): CalibrationBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const of = texts.filter(
      ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin,
    );
    return {
      confidence: of.reduce((sum, { confidence }) => sum + confidence, 0) / of.length,
      true: of.filter((text) => text.true).length / of.length,
      texts: of.length,
    };
  }).filter((bin) => bin.texts > 0);
}

interface OneEvent {
  readonly event: Happening;
  readonly stream: ToldStream;
}

/** Whether a text at least so specific is said that is true of the event and shows it. */
function saidOf({ event, stream }: OneEvent, least: number): boolean {
  return stream.told.some(
    ({ sentence, shown }) => sentence.level >= least && isTrue(sentence, shownIn([event], shown)),
  );
}

/** Whether the text that was said last when the event ended is true of it. */
function stands({ event, stream }: OneEvent): boolean {
  const last = stream.told.filter(({ shown }) => shown.endS <= event.endS).at(-1);
  return last !== undefined && isTrue(last.sentence, [event]);
}

/** Kinds that a thing belongs to, by what can be claimed of them. */
const WITH_THING =
  'reach grasp lift carry place_on push stack topple drop open close hand_over appear vanish approach path_blocked'.split(
    ' ',
  );

function hasThing({ claims }: Happening): boolean {
  return WITH_THING.some((kind) => claims.has(kind));
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
