/**
 * A template tag for HTML and SVG: what is put into `${…}` is escaped, unless it is markup itself.
 * `markup.raw` escapes nothing. Named so that Prettier leaves white space alone, which SVG shows.
 */
export { html as markup, type SafeHtml as Markup } from '@remix-run/html-template';

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
