/** Verbs that a question begins with where a statement has them behind its subject. */
const MOVED = new Set([
  'is',
  'are',
  'was',
  'were',
  'has',
  'have',
  'can',
  'could',
  'does',
  'do',
  'did',
  'will',
]);
/** Where a subject may end in one of these words: `the door that is open is red`. */
const RELATIVE = new Set(['that', 'which', 'who']);

/**
 * A condition as a question with yes or no for an answer: `a person is in view` → `is a person in view?`,
 * `the arm lifts something` → `is it true that the arm lifts something?`. A question stays one.
 */
export function asQuestion(condition: string): string {
  const text = condition.trim().replace(/[.!\s]+$/u, '');
  if (text.endsWith('?')) return text;
  const words = text.split(/\s+/u);
  const at = words.findIndex(
    (word, i) => i > 0 && MOVED.has(word.toLowerCase()) && !RELATIVE.has(words[i - 1]!),
  );
  if (at < 0) return `is it true that ${lowerFirst(text)}?`;
  const [verb] = words.splice(at, 1);
  return `${verb!.toLowerCase()} ${lowerFirst(words.join(' '))}?`;
}

/** `There is a cup` → `there is a cup`; a name or a word of capitals stays. */
function lowerFirst(text: string): string {
  return /^(A|An|The|There|It|Nobody|Somebody|Someone|Something|Nothing|No)\b/u.test(text)
    ? `${text[0]!.toLowerCase()}${text.slice(1)}`
    : text;
}
