import { script, style } from './browserFiles.js';
import { markup, type Markup } from './markup.js';
import type { PicturesData, ReportData } from './reportData.js';

export interface DocumentInput {
  readonly title: string;
  /** Under the title. */
  readonly under: Markup;
  /** What stands on the page, from top to bottom. */
  readonly body: readonly (Markup | '')[];
  /** What the page's script draws; undefined where there is nothing to draw. */
  readonly data: ReportData | undefined;
  readonly pictures: PicturesData;
}

/**
 * A page in one file that needs nothing else, readable offline and on paper. All that comes from data
 * is escaped.
 */
export function htmlDocument({ title, under, body, data, pictures }: DocumentInput): string {
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · vljepa</title>
<link rel="icon" href="data:,">
<style>
${markup.raw`${style}`}</style>
</head>
<body>
<main>
<header class="top">
<div>
<h1>${title}</h1>
<p class="under">${under}</p>
</div>
${themeSwitch()}
</header>
${[...body]}
</main>
${data ? scripts(data, pictures) : ''}
</body>
</html>
`;
  return String(page);
}

function themeSwitch(): Markup {
  const choices = ['auto', 'light', 'dark'].map(
    (theme) =>
      markup`<label><input type="radio" name="theme" value="${theme}"${theme === 'auto' ? ' checked' : ''}><span>${theme}</span></label>`,
  );
  return markup`<fieldset class="theme"><legend>colours</legend>${choices}</fieldset>`;
}

function scripts(data: ReportData, pictures: PicturesData): Markup {
  return markup`<noscript><p>The charts and the list of texts are drawn by a script, which this browser does not run. summary.json beside this file has the texts too.</p></noscript>
<script type="application/json" id="pictures">${json(pictures)}</script>
<script type="application/json" id="data">${json(data)}</script>
<script type="module">
${markup.raw`${script}`}</script>`;
}

/** The pictures of a page that {@link htmlDocument} has made; none of any other. */
export function picturesOf(page: string): PicturesData {
  const [, pictures] =
    /<script type="application\/json" id="pictures">(.*?)<\/script>/.exec(page) ?? [];
  return pictures === undefined ? {} : (JSON.parse(pictures) as PicturesData);
}

/** Within a script element only `<` could end it. */
function json(value: unknown): Markup {
  return markup.raw`${JSON.stringify(value).replaceAll('<', '\\u003c')}`;
}
