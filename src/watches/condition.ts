import type { AnswerCalibration, Engine } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import { encodeLabels, labelProbabilities } from '../operators/classify.js';
import { softmax } from '../operators/softmax.js';
import { cosine } from '../selective/unitVector.js';
import { asQuestion } from './question.js';
import type { WatchSettings } from './watchSettings.js';

/** S_y of a window for each query that it was asked. */
export type Answers = ReadonlyMap<string, Float32Array>;

/** A condition as the pack is asked for it. */
export interface Condition {
  /** Asked of every window. */
  readonly queries: readonly string[];
  /** In words, for people. */
  readonly form: string;
  /** That it holds; NaN where the window was not asked for it: it was just set. */
  probability(answers: Answers): number;
}

type Words = Pick<WatchSettings, 'when' | 'unless' | 'query'>;

/** Longer texts, and more of them, would keep the Y-Encoder from the cameras' windows. */
const LONGEST_TEXT = 1000;
const MOST_CONTRASTS = 16;

/**
 * A condition in the form that the pack answers best: docs/decisions/0014-conditions-as-questions.md.
 *
 * @throws {VljepaError} WATCH_REFUSED where the pack has no form for it, or a text is too long; what the
 *   engine rejects with
 */
export async function encodeCondition(engine: Engine, words: Words): Promise<Condition> {
  checkLength(words);
  const { answers, labels, readsQuery, id } = engine.pack;
  const calibration = readsQuery ? answers : undefined;
  if (words.query !== '') return answersTo(engine, words, calibration);
  if (calibration !== undefined) return questions(engine, words, calibration);
  if (labels !== undefined) return labelled(engine, words);
  throw new VljepaError(
    'WATCH_REFUSED',
    `the pack ${id} does not know how likely an answer or a label is: expected answers or labels in its pack.yaml; use another pack`,
  );
}

function checkLength({ when, unless, query }: Words): void {
  const long = [when, query, ...unless].find((text) => text.length > LONGEST_TEXT);
  if (long !== undefined) {
    throw new VljepaError(
      'WATCH_REFUSED',
      `expected texts of at most ${LONGEST_TEXT} characters, got ${long.length}; say it shorter`,
    );
  }
  if (unless.length > MOST_CONTRASTS) {
    throw new VljepaError(
      'WATCH_REFUSED',
      `expected at most ${MOST_CONTRASTS} texts in unless, got ${unless.length}; leave some out`,
    );
  }
}

/** The condition, and each contrast, as a question with yes or no for an answer. */
async function questions(
  engine: Engine,
  { when, unless }: Words,
  calibration: AnswerCalibration,
): Promise<Condition> {
  const [yes, no] = await engine.encodeText([calibration.yes, calibration.no]);
  const [own, ...others] = [when, ...unless].map(asQuestion) as [string, ...string[]];
  const logit = (answers: Answers, query: string): number => {
    const state = answers.get(query);
    if (state === undefined) return NaN;
    return calibration.scale * (cosine(state, yes!) - cosine(state, no!)) + calibration.yesOffset;
  };
  return {
    queries: [own, ...others],
    form: `asked ${[own, ...others].map((query) => JSON.stringify(query)).join(', ')}, ${calibration.yes} or ${calibration.no}`,
    probability(answers) {
      const holds = logit(answers, own);
      if (others.length === 0) return sigmoid(holds);
      // Two witnesses of the same thing, one of whom speaks against it.
      return sigmoid((holds - Math.max(...others.map((other) => logit(answers, other)))) / 2);
    },
  };
}

/** The condition among its contrasts as answers to the user's own question. */
async function answersTo(
  engine: Engine,
  { when, unless, query }: Words,
  calibration: AnswerCalibration | undefined,
): Promise<Condition> {
  if (calibration === undefined) {
    throw new VljepaError(
      'WATCH_REFUSED',
      `the pack ${engine.pack.id} does not know how likely answers to a query are: expected a Predictor that reads queries and answers in its pack.yaml; leave query empty`,
    );
  }
  const { yes, no, scale } = calibration;
  const contrasts = unless.length > 0 ? unless : { [yes]: [no], [no]: [yes] }[when];
  if (contrasts === undefined) {
    throw new VljepaError(
      'WATCH_REFUSED',
      `${JSON.stringify(when)} alone answers ${JSON.stringify(query)}: expected in unless what else may be the answer`,
    );
  }
  const candidates = await engine.encodeText([when, ...contrasts]);
  return {
    queries: [query],
    form: `asked ${JSON.stringify(query)}, ${[when, ...contrasts].join(' or ')}`,
    probability(answers) {
      const state = answers.get(query);
      return state === undefined
        ? NaN
        : softmax(candidates.map((one) => scale * cosine(state, one)))[0]!;
    },
  };
}

/** The condition among its contrasts as labels, with none of them for an answer too. */
async function labelled(engine: Engine, { when, unless }: Words): Promise<Condition> {
  const space = await encodeLabels(engine, [when, ...unless]);
  return {
    queries: space.queries,
    form: `held against ${space.queries.map((query) => JSON.stringify(query)).join(' and ')} as a label`,
    probability(answers) {
      const states = space.queries.flatMap((query) => answers.get(query) ?? []);
      return labelProbabilities(space, states).labels[0]!;
    },
  };
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
