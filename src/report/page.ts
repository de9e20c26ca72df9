import { chart, colourOf } from './chart.js';
import type { KnownEvents } from './knownEvents.js';
import { escape } from './markup.js';
import type { Recording, Track } from './recording.js';
import { script } from './script.js';
import { segmentsOf, type Segment } from './segments.js';
import { style } from './style.js';
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
  readonly known?: KnownEvents | undefined;
}

/**
 * `report.html`: one file that needs nothing else, readable offline and on paper. All that comes
 * from data is escaped.
 */
export function reportPage(input: ReportInput): string {
  const { recording, summary, title } = input;
  const seen = timeSeen(recording.tracks);
  const cards = recording.tracks.map((track) => card(track, input, seen));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · vljepa</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escape(title)}</h1>
<p class="under">${escape(`pack ${summary.pack}${startedAt(seen)}`)}</p>
</header>
${figures(input)}
${notice(input.problems ?? [])}
${cards.join('\n') || '<section class="card"><p>No window was seen: there is nothing to draw.</p></section>'}
${details(summary)}
<footer>Times count from the first world state, without jumps of the clock and long silences: a gap in the axis. A text is decoded when the change score has passed the threshold and stayed there.</footer>
</main>
<script>${script}</script>
</body>
</html>
`;
}

function card(track: Track, input: ReportInput, seen: readonly Stretch[]): string {
  const { recording, known } = input;
  const segments = segmentsOf(track);
  const thumbnail = ({ text }: Segment) => text && recording.thumbnail(track.camera, text.stampNs);
  const { svg, points, texts } = chart({ track, segments, seen, known, thumbnail });
  // Within a script element only `<` could end it.
  const pointer = JSON.stringify({ points, texts }).replaceAll('<', '\\u003c');
  const silence = track.states.length / Math.max(1, segments.filter(({ text }) => text).length);
  return `<section class="card" data-camera="${escape(track.camera)}">
<h2>${escape(track.camera)}</h2>
<p class="under">${track.query === '' ? '' : `“${escape(track.query)}” · `}${track.states.length} world states, ${segments.length} segments, one text for every ${silence.toFixed(0)} world states</p>
<div class="scroll">${svg}<div class="tip"></div><script type="application/json">${pointer}</script></div>
<p class="legend"><span class="key" style="color:var(--curve)"></span>change score<span class="key dashed" style="color:var(--threshold)"></span>threshold${known?.events.length ? '<span class="key" style="color:var(--event)"></span>what is known to happen' : ''}</p>
${textTable(track, segments, seen, thumbnail)}
</section>`;
}

function textTable(
  track: Track,
  segments: readonly Segment[],
  seen: readonly Stretch[],
  thumbnail: (segment: Segment) => string | undefined,
): string {
  const time = new TimeAxis(seen, 0, 1);
  const rows = segments.flatMap((segment, index) => {
    const { text } = segment;
    if (!text) return [];
    const source = thumbnail(segment);
    const picture = source
      ? `<img src="${escape(source)}" alt="what ${escape(track.camera)} saw" loading="eager">`
      : '';
    return [
      `<td>${picture}</td><td class="n" title="stamp ${text.stampNs} ns">${clock(time.secondsOf(text.stampNs))}</td><td class="words ${colourOf(index)}"><i></i>${escape(text.text)}</td><td class="n">${text.change.toFixed(3)}</td><td class="n">${text.confidence.toFixed(2)}</td><td class="n">${clock(segment.seconds)}</td><td>${text.reason.toLowerCase()}</td>`,
    ];
  });
  if (rows.length === 0) return '';
  const head =
    '<th class="n">#</th><th></th><th class="n">at</th><th>text</th><th class="n">change</th><th class="n">confidence</th><th class="n">holds for</th><th>reason</th>';
  return `<table class="texts"><thead><tr>${head}</tr></thead><tbody>
${rows.map((row, i) => `<tr><td class="n">${i + 1}</td>${row}</tr>`).join('\n')}
</tbody></table>`;
}

function figures({ summary, figures = {} }: ReportInput): string {
  const all = {
    frames: String(summary.frames),
    windows: String(summary.windows),
    segments: String(summary.segments),
    texts: String(summary.texts.length),
    'time seen': clock(summary.duration_s),
    ...figures,
  };
  const items = Object.entries(all).map(
    ([name, value]) => `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`,
  );
  return `<dl class="figures">${items.join('')}</dl>`;
}

function notice(problems: readonly string[]): string {
  if (problems.length === 0) return '';
  const items = problems.map((problem) => `<li>${escape(problem)}</li>`);
  return `<div class="notice"><ul>${items.join('')}</ul></div>`;
}

function details({ drops, latency_ms }: Summary): string {
  const stages = Object.entries(latency_ms).map(
    ([stage, { p50, p90, p99, max, count }]) =>
      `<tr><td>${escape(stage)}</td>${[p50, p90, p99, max].map((value) => `<td class="n">${value.toFixed(2)}</td>`).join('')}<td class="n">${count}</td></tr>`,
  );
  const lost = Object.entries(drops).map(
    ([reason, count]) => `<tr><td>${escape(reason)}</td><td class="n">${count}</td></tr>`,
  );
  const none = '<tr><td>none</td><td class="n">0</td></tr>';
  return `<section class="card"><div class="tables">
<div><h2>Latency by stage, ms</h2><table><thead><tr><th>stage</th><th class="n">p50</th><th class="n">p90</th><th class="n">p99</th><th class="n">max</th><th class="n">count</th></tr></thead><tbody>${stages.join('')}</tbody></table></div>
<div><h2>Frames without a window, by reason</h2><table><tbody>${lost.join('') || none}</tbody></table></div>
</div></section>`;
}

/** The wall time of the recording, where its stamps are one; simulated time begins near 0. */
function startedAt(seen: readonly Stretch[]): string {
  const milliseconds = seen
    .map(({ startNs }) => Number(startNs / 1_000_000n))
    .find((start) => start > Date.UTC(2000) && start < Date.UTC(2200));
  return milliseconds !== undefined
    ? ` · begins ${new Date(milliseconds).toISOString().replace('T', ' ')}`
    : '';
}
