import { markup, type Markup } from './markup.js';

/** Of a card with a chart; the page's script draws into it. */
export interface ChartCard {
  readonly camera: string;
  readonly under: string;
  readonly hasEvents: boolean;
  /** Names of two tracks that are compared; else none. */
  readonly tracks: readonly string[];
}

/** What went wrong, in words. */
export function notice(problems: readonly string[]): Markup | '' {
  if (problems.length === 0) return '';
  const items = problems.map((problem) => markup`<li>${problem}</li>`);
  return markup`<div class="notice"><ul>${items}</ul></div>`;
}

/** The bar that stays in sight: the whole recording with the part that is shown, zoom and search. */
export function toolbar(): Markup {
  return markup`<div class="card toolbar">
<div class="overview"></div>
<div class="controls">
<div class="zoom" role="group" aria-label="zoom">
<button type="button" data-zoom="out" aria-label="zoom out" title="zoom out (−)">−</button>
<button type="button" data-zoom="in" aria-label="zoom in" title="zoom in (+)">+</button>
<button type="button" data-zoom="all" title="the whole recording (0)">all</button>
</div>
<span class="range"></span>
<form class="search" role="search">
<input type="search" aria-label="search in texts" placeholder="search in texts" autocomplete="off" spellcheck="false">
<button type="button" data-find="previous" aria-label="previous text found" title="previous (Shift Enter)">‹</button>
<button type="submit" aria-label="next text found" title="next (Enter)">›</button>
<output class="found"></output>
</form>
</div>
</div>`;
}

export function chartCard({ camera, under, hasEvents, tracks }: ChartCard): Markup {
  const key = (colour: string, name: string, kind = '') =>
    markup`<span class="key ${kind}" style="color:var(--${colour})"></span>${name}`;
  const curves =
    tracks.length > 1
      ? markup`${key('curve', `change score, ${tracks[0]}`)}${key('other-curve', `change score, ${tracks[1]}`)}`
      : key('curve', 'change score');
  const events = hasEvents ? key('event', 'reference events') : '';
  return markup`<section class="card chart" data-camera="${camera}">
<h2>${camera}</h2>
<p class="under">${under}</p>
<div class="lanes"></div>
<p class="legend">${curves}${key('threshold', 'threshold', 'dashed')}${events}</p>
</section>
`;
}

/** The list of all texts, which the page's script fills as far as it is in sight. */
export function textList(cameras: readonly string[], isComparison: boolean): Markup {
  const choice = (name: string, label: string, values: readonly string[]) =>
    markup`<label class="choice">${label} <select name="${name}"><option value="">all</option>${values.map((value) => markup`<option>${value}</option>`)}</select></label>`;
  return markup`<section class="card texts">
<div class="list-head"><h2>Texts</h2>
<form class="filters">${cameras.length > 1 ? choice('camera', 'camera', cameras) : ''}${isComparison ? choice('said', 'said', ['only here', 'in other words', 'in both']) : ''}<label class="choice"><input type="checkbox" name="view"> only what is in view above</label></form></div>
<div class="list" tabindex="0" role="region" aria-label="list of texts"><table><thead></thead><tbody></tbody></table></div>
</section>
`;
}

/** How the charts are used, for the foot of a page. */
export const HOW_TO_USE = markup`Drag a chart to move in time; Ctrl and the wheel, a pinch, a double click, or + and − zoom; ← and → move the cursor, with Shift from text to text; 0 shows all.`;
