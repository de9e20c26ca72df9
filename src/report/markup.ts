/**
 * A template tag for HTML: what is put into `${…}` is escaped, unless it is markup itself. `markup.raw`
 * escapes nothing. Named so that Prettier leaves white space alone.
 */
export { html as markup, type SafeHtml as Markup } from '@remix-run/html-template';
