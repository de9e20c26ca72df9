import { basename, resolve } from 'node:path';
import { clock } from '../report/clock.js';
import { htmlDocument } from '../report/document.js';
import { HOW_TO_USE, chartCard, notice, textList, toolbar } from '../report/interactive.js';
import { markup, type Markup } from '../report/markup.js';
import { Recording, type TextPoint } from '../report/recording.js';
import { SAID } from '../report/reportData.js';
import { picturesData, reportData } from '../report/reportJson.js';
import type { TimeAxis } from '../report/timeAxis.js';
import { saidOf, type CameraComparison, type Comparison } from './comparison.js';
import type { ReplayOutput } from './readReplay.js';
import { countsLine, scoreLines } from './summary.js';

/** Stretches of a camera that are listed, at most: those with the greatest differences. */
const MOST_STRETCHES = 12;

/** `compare.html`: both replays on one axis of time. @param axis of both */
export function comparisonPage(comparison: Comparison, axis: TimeAxis): string {
  const { a, b, cameras } = comparison;
  const charts = cameras.map((camera) => {
    const sides = [
      { name: 'A', side: camera.a },
      { name: 'B', side: camera.b },
    ].flatMap(({ name, side }) => (side ? [{ name, track: side.track }] : []));
    return {
      camera: camera.camera,
      query: sides[0]!.track.query,
      tracks: sides.map(({ track }) => track),
      comparison: {
        names: sides.map(({ name }) => name),
        said: placesOfSaid(camera),
        differences: camera.scores?.stretches ?? [],
      },
    };
  });
  const names = [...new Set(cameras.map(({ camera }) => camera))];
  return htmlDocument({
    title: `${basename(resolve(a.summary.bag))}: two replays`,
    under: markup`${side('A', a)} · ${side('B', b)}`,
    body: [
      notice([...a.problems, ...b.problems]),
      toolbar(),
      ...cameras.map((camera) => card(camera)),
      textList(names, true),
      ...cameras.map((camera) => stretches(camera, axis)),
      markup`<footer>Two texts tell of the same where their segments begin at about the same time. Decisions differ where one replay's change score has reached its threshold and the other's has not. ${HOW_TO_USE}</footer>`,
    ],
    data: reportData(charts, undefined),
    pictures: picturesData(both(a, b)),
  });
}

/** What the cameras saw, once where both replays have a picture of it. */
function both(...sides: readonly ReplayOutput[]): Recording {
  const recording = new Recording();
  const seen = new Set<string>();
  for (const { recording: own } of sides)
    for (const camera of new Set(own.tracks.map((track) => track.camera)))
      for (const { stampNs, source } of own.pictures(camera)) {
        if (seen.has(`${camera} ${stampNs}`)) continue;
        seen.add(`${camera} ${stampNs}`);
        recording.addThumbnail(camera, stampNs, source);
      }
  return recording;
}

function side(name: string, { folder, summary }: ReplayOutput): Markup {
  return markup`<b>${name}</b> ${folder} (${summary.pack}, ${summary.texts.length} texts)`;
}

function card(camera: CameraComparison): Markup {
  const under = [countsLine(camera), ...scoreLines(camera).map((line) => line.trim())].join(' · ');
  return chartCard({
    camera: camera.camera,
    under,
    hasEvents: false,
    tracks: camera.a && camera.b ? ['A', 'B'] : [],
  });
}

function placesOfSaid({ pairs }: CameraComparison): Map<TextPoint, number> {
  const places = new Map<TextPoint, number>();
  for (const pair of pairs) {
    const said = saidOf(pair);
    const place = SAID.findIndex((one) => one === (said.startsWith('only') ? 'only here' : said));
    for (const text of [pair.a, pair.b]) if (text) places.set(text, place);
  }
  return places;
}

function stretches({ camera, scores }: CameraComparison, axis: TimeAxis): Markup | '' {
  const all = scores?.stretches ?? [];
  if (all.length === 0) return '';
  const greatest = [...all].sort((a, b) => b.greatest - a.greatest).slice(0, MOST_STRETCHES);
  const rows = greatest.map(({ startNs, endNs, greatest: apart }) => {
    const [from, to] = [axis.secondsOf(startNs), axis.secondsOf(endNs)];
    return markup`<tr><td class="n"><button type="button" data-show="${from} ${Math.max(to, from + 1)}" title="show in the charts">${clock(from)}</button></td><td class="n">${clock(to - from)}</td><td class="n">${apart.toFixed(3)}</td></tr>
`;
  });
  const shown =
    all.length > rows.length ? `, the ${rows.length} with the greatest of ${all.length}` : '';
  return markup`<section class="card"><h2>${camera}: where decisions differ${shown}</h2>
<div class="tables few"><div><table><thead><tr><th class="n">at</th><th class="n">for</th><th class="n">scores apart by up to</th></tr></thead><tbody>${rows}</tbody></table></div></div></section>
`;
}
