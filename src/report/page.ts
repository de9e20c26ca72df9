import { script, style } from './browserFiles.js';
import { chart } from './chart.js';
import { colourOf } from './chartPart.js';
import { markup, type Markup } from './markup.js';
import type { Recording, Track } from './recording.js';
import type { ReferenceEvents } from './referenceEvents.js';
import { segmentsOf, type Segment } from './segments.js';
import type { Summary } from './summary.js';
import { TimeAxis, clock } from './timeAxis.js';
import { timeSeen, type Stretch } from './timeSeen.js';

export interface ReportInput {
  /** What was looked at: the bag's name. */
  readonly title: string;
  readonly recording: Recording;
  readonly summary: Summary;
  /** Further figures for the top row, by what they are called. */
  readonly figures?: Readonly<Record<string, string>>;
  /** What went wrong, in words. */
  readonly problems?: readonly string[];
  readonly reference?: ReferenceEvents | undefined;
}

/**
 * `report.html`: one file that needs nothing else, readable offline and on paper. All that comes
 * from data is escaped.
 */
export function reportPage(input: ReportInput): string {
  const { recording, summary, title, problems = [] } = input;
  const seen = timeSeen(recording.tracks);
  const cards = recording.tracks.map((track) => card(track, input, seen));
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
<header>
<h1>${title}</h1>
<p class="under">pack ${summary.pack}${startedAt(seen)}</p>
</header>
${figureRow(input)}
${notice(problems)}
${cards.length > 0 ? cards : markup`<section class="card"><p>No window was seen: there is nothing to draw.</p></section>`}
${details(summary)}
<footer>Times count from the first world state, without jumps of the clock and long silences: a gap in the axis. Time seen, and how long a text holds, are times in which world states kept coming. A text is decoded when the change score has passed the threshold and stayed there.</footer>
</main>
<script type="module">
${markup.raw`${script}`}</script>
</body>
</html>
`;
  return String(page);
}

function card(track: Track, input: ReportInput, seen: readonly Stretch[]): Markup {
  const { recording, reference } = input;
  const { camera, query, states } = track;
  const segments = segmentsOf(track);
  const thumbnail = ({ text }: Segment) => text && recording.thumbnail(camera, text.stampNs);
  const { svg, data } = chart({ track, segments, seen, reference, thumbnail });
  // Within a script element only `<` could end it.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const perText = states.length / Math.max(1, segments.filter(({ text }) => text).length);
  const legend =
    (reference?.events ?? []).length > 0
      ? markup`<span class="key" style="color:var(--event)"></span>reference events`
      : '';
  return markup`<section class="card" data-camera="${camera}">
<h2>${camera}</h2>
<p class="under">${query === '' ? '' : `“${query}” · `}${states.length} world states, ${segments.length} segments, one text for every ${perText.toFixed(0)} world states</p>
<div class="scroll">${svg}<div class="tip"></div><script type="application/json">${markup.raw`${json}`}</script></div>
<p class="legend"><span class="key" style="color:var(--curve)"></span>change score<span class="key dashed" style="color:var(--threshold)"></span>threshold${legend}</p>
${textTable(camera, segments, seen, thumbnail)}
</section>
`;
}

function textTable(
  camera: string,
  segments: readonly Segment[],
  seen: readonly Stretch[],
  thumbnail: (segment: Segment) => string | undefined,
): Markup | '' {
  const time = new TimeAxis(seen, 0, 1);
  const cells = segments.flatMap((segment, index) => {
    const { text } = segment;
    if (!text) return [];
    const source = thumbnail(segment);
    const picture = source
      ? markup`<img src="${source}" alt="what ${camera} saw" loading="eager">`
      : '';
    return [
      markup`<td>${picture}</td><td class="n" title="stamp ${String(text.stampNs)} ns">${clock(time.secondsOf(text.stampNs))}</td><td class="words ${colourOf(index)}"><i></i>${text.text}</td><td class="n">${text.change.toFixed(3)}</td><td class="n">${text.confidence.toFixed(2)}</td><td class="n">${clock(segment.seconds)}</td><td>${text.reason.toLowerCase()}</td>`,
    ];
  });
  if (cells.length === 0) return '';
  const rows = cells.map(
    (row, i) => markup`<tr><td class="n">${i + 1}</td>${row}</tr>
`,
  );
  return markup`<table class="texts"><thead><tr><th class="n">#</th><th></th><th class="n">at</th><th>text</th><th class="n">change</th><th class="n">confidence</th><th class="n">holds for</th><th>reason</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function figureRow({ summary, figures = {} }: ReportInput): Markup {
  const all = {
    frames: String(summary.frames),
    windows: String(summary.windows),
    segments: String(summary.segments),
    texts: String(summary.texts.length),
    'time seen': clock(summary.duration_s),
    ...figures,
  };
  const items = Object.entries(all).map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  );
  return markup`<dl class="figures">${items}</dl>`;
}

function notice(problems: readonly string[]): Markup | '' {
  if (problems.length === 0) return '';
  const items = problems.map((problem) => markup`<li>${problem}</li>`);
  return markup`<div class="notice"><ul>${items}</ul></div>`;
}

function details({ drops, latency_ms }: Summary): Markup {
  const stages = Object.entries(latency_ms).map(([stage, { p50, p90, p99, max, count }]) => {
    const cells = [p50, p90, p99, max].map(
      (value) => markup`<td class="n">${value.toFixed(2)}</td>`,
    );
    return markup`<tr><td>${stage}</td>${cells}<td class="n">${count}</td></tr>`;
  });
  const lost = Object.entries(drops).map(
    ([reason, count]) => markup`<tr><td>${reason}</td><td class="n">${count}</td></tr>`,
  );
  const none = markup`<tr><td>none</td><td class="n">0</td></tr>`;
  return markup`<section class="card"><div class="tables">
<div><h2>Latency by stage, ms</h2><table><thead><tr><th>stage</th><th class="n">p50</th><th class="n">p90</th><th class="n">p99</th><th class="n">max</th><th class="n">count</th></tr></thead><tbody>${stages}</tbody></table></div>
<div><h2>Frames without a window, by reason</h2><table><tbody>${lost.length > 0 ? lost : none}</tbody></table></div>
</div></section>`;
}

/** The wall time of the recording, if its stamps are wall time; simulated time begins near 0. */
function startedAt(seen: readonly Stretch[]): string {
  const milliseconds = seen
    .map(({ startNs }) => Number(startNs / 1_000_000n))
    .find((start) => start > Date.UTC(2000) && start < Date.UTC(2200));
  return milliseconds !== undefined
    ? ` · begins ${new Date(milliseconds).toISOString().replace('T', ' ')}`
    : '';
}
