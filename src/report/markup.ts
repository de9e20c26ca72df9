/** Makes any text safe between tags and in quoted attributes. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one letter: with its accents, and joined pictographs as one. */
export function letters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Cuts a text to `length` letters, with an ellipsis. */
export function shorten(text: string, length: number): string {
  const all = letters(text);
  return all.length <= length ? text : `${all.slice(0, length - 1).join('')}…`;
}

/** A coordinate with no more digits than a screen shows. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
