const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Cuts a text to `length` letters, with an ellipsis. A letter is what a reader takes for one: with its
 * accents, and joined pictographs as one.
 */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const letters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`;
}
