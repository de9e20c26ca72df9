import type { Sentence } from '../../pack/sentences.js';

/** Sentences up to this level say what moves, or what is in view, and not what happens. */
const GENERAL_LEVEL = 2;
/** Says only that something is different: no answer where nothing has changed. */
const CHANGED_LEVEL = 0;
/** Says how things stand: no answer where something has changed. */
const STANDING_LEVEL = 1;
const ALTERNATIVES = 2;

export interface Choice {
  /** The sentence's number. */
  readonly chosen: number;
  /** False where no sentence is probable enough. */
  readonly sure: boolean;
  /** Numbers of the most probable sentences that are as specific or more so, best first. */
  readonly alternatives: readonly number[];
}

/**
 * The most specific sentence whose probability reaches the minimum; among equally specific ones the
 * most probable. Where none reaches it: after a change the one that says only that, else the most
 * probable.
 *
 * @param probabilities of each sentence
 * @param changed whether something is different: then no sentence that says how things stand is chosen,
 *   else none that says only that there was a change
 */
export function chooseSentence(
  sentences: readonly Sentence[],
  probabilities: Float32Array,
  minimum: number,
  changed: boolean,
): Choice {
  const best = bestOfLevels(sentences, probabilities);
  const beside = changed ? STANDING_LEVEL : CHANGED_LEVEL;
  const answers = best.filter((i) => sentences[i]!.level !== beside);
  const probable = answers.filter((i) => probabilities[i]! >= minimum);
  const bySpecificity = (a: number, b: number) => sentences[b]!.level - sentences[a]!.level;
  const byProbability = (a: number, b: number) => probabilities[b]! - probabilities[a]!;
  const sure = probable.length > 0;
  const chosen = sure
    ? probable.sort(bySpecificity)[0]!
    : (answers.find((i) => sentences[i]!.level === CHANGED_LEVEL) ??
      answers.sort(byProbability)[0]!);
  const { level } = sentences[chosen]!;
  const others = best.filter((i) => i !== chosen && sentences[i]!.level >= level);
  return { chosen, sure, alternatives: others.sort(byProbability).slice(0, ALTERNATIVES) };
}

/** The most probable sentence of each level; the first among equals. */
function bestOfLevels(sentences: readonly Sentence[], probabilities: Float32Array): number[] {
  const best = new Map<number, number>();
  sentences.forEach(({ level }, i) => {
    const known = best.get(level);
    if (known === undefined || probabilities[i]! > probabilities[known]!) best.set(level, i);
  });
  return [...best.values()];
}

/** Texts of the general sentences that are true wherever this one is, itself left out. */
export function impliedBy(sentence: Sentence, sentences: readonly Sentence[]): string[] {
  return sentences
    .filter(
      ({ level, claims }) =>
        level < sentence.level &&
        level <= GENERAL_LEVEL &&
        sentence.claims.every((claim) => claims.includes(claim)),
    )
    .map(({ text }) => text);
}
