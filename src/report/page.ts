import { htmlDocument } from './document.js';
import { HOW_TO_USE, chartCard, notice, textList, toolbar } from './interactive.js';
import { markup, type Markup } from './markup.js';
import type { Recording, Track } from './recording.js';
import type { ReferenceEvents } from './referenceEvents.js';
import { picturesData, reportData, startMilliseconds } from './reportJson.js';
import { segmentsOf } from './segments.js';
import type { Summary } from './summary.js';
import { clock } from './clock.js';

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

/** `report.html`: what the cameras saw and what was said, in one file. */
export function reportPage(input: ReportInput): string {
  const { recording, summary, title, reference, problems = [] } = input;
  const { tracks } = recording;
  const hasEvents = (reference?.events ?? []).length > 0;
  const charts = tracks.map((track) => ({
    camera: track.camera,
    query: track.query,
    tracks: [track],
  }));
  const data = tracks.length > 0 ? reportData(charts, reference) : undefined;
  const cards = tracks.map((track) => {
    const { camera } = track;
    return chartCard({ camera, under: counts(track), hasEvents, tracks: [] });
  });
  const drawn = data
    ? [toolbar(), ...cards, textList(summary.cameras, false)]
    : [
        markup`<section class="card"><p>No window was seen: there is nothing to draw.</p></section>`,
      ];
  return htmlDocument({
    title,
    under: markup`pack ${summary.pack}${startedAt(data && startMilliseconds(data.time))}`,
    body: [
      figureRow(input),
      notice(problems),
      ...drawn,
      details(summary),
      markup`<footer>Times count from the first world state, without jumps of the clock and long silences: a gap in the axis. Time seen, and how long a text holds, are times in which world states kept coming. A text is decoded when the change score has passed the threshold and stayed there. ${data ? HOW_TO_USE : ''}</footer>`,
    ],
    data,
    pictures: picturesData(recording),
  });
}

function counts(track: Track): string {
  const segments = segmentsOf(track);
  const states = track.states.length;
  const perText = states / Math.max(1, segments.filter(({ text }) => text).length);
  const query = track.query === '' ? '' : `“${track.query}” · `;
  return `${query}${states} world states, ${segments.length} segments, one text for every ${perText.toFixed(0)} world states`;
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

function startedAt(milliseconds: number | undefined): string {
  return milliseconds !== undefined
    ? ` · begins ${new Date(milliseconds).toISOString().replace('T', ' ')}`
    : '';
}
