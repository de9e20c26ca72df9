import { clock } from '../clock.js';
import type { PicturesData, ReportData } from '../reportData.js';
import { Card } from './card.js';
import { overview } from './overview.js';
import { readPalette } from './palette.js';
import { readRecording } from './recording.js';
import { Search } from './search.js';
import { searchForm } from './searchForm.js';
import { TextList, type Entry } from './textList.js';
import { followTheme, printInLight } from './theme.js';
import { View } from './view.js';

/** Rows of the list of texts on paper, at most. */
const MOST_PRINTED = 1000;
const BUTTON_ZOOM = 2;

function start(): void {
  const recording = readRecording(json<ReportData>('data'), json<PicturesData>('pictures'));
  const view = new View(recording.time.seconds);
  const search = new Search(recording.words);
  let palette = readPalette();
  const page = { recording, view, search, palette: () => palette };

  const sections = [...document.querySelectorAll<HTMLElement>('section.chart')];
  const cards = sections.map((section, i) => new Card(section, recording.charts[i]!, page));
  const whole = overview(one('.overview'), page);
  search.onChange(() => whole.draw());

  const pick = ({ seconds, chart }: Entry): void => {
    view.pointAndShow(seconds);
    const section = sections[recording.charts.indexOf(chart)]!;
    section.scrollIntoView({ block: 'nearest', behavior: 'auto' });
  };
  const list = new TextList(one('section.texts'), page, pick);
  searchForm(one<HTMLFormElement>('form.search'), search, list, view, pick);
  zoomButtons(view);
  showRange(one('.range'), view);

  const restyle = (): void => {
    palette = readPalette();
    whole.draw();
    view.redraw();
    list.filter();
  };
  followTheme(restyle);
  printInLight(() => {
    restyle();
    for (const card of cards) card.draw();
    list.fillAll(MOST_PRINTED);
  });
  for (const button of document.querySelectorAll<HTMLElement>('[data-show]'))
    button.addEventListener('click', () => {
      const [from, to] = button.dataset['show']!.split(' ').map(Number) as [number, number];
      view.show(from - (to - from), to + (to - from));
      view.point((from + to) / 2);
    });
}

function zoomButtons(view: View): void {
  const about = () =>
    view.cursor !== undefined && view.cursor >= view.from && view.cursor <= view.to
      ? view.cursor
      : (view.from + view.to) / 2;
  const actions: Readonly<Record<string, () => void>> = {
    in: () => view.zoom(BUTTON_ZOOM, about()),
    out: () => view.zoom(1 / BUTTON_ZOOM, about()),
    all: () => view.showAll(),
  };
  for (const button of document.querySelectorAll<HTMLElement>('[data-zoom]'))
    button.addEventListener('click', actions[button.dataset['zoom']!]!);
}

function showRange(box: HTMLElement, view: View): void {
  const digits = () => (view.to - view.from < 20 ? 1 : 0);
  const show = () => {
    box.textContent = `${clock(view.from, digits())} – ${clock(view.to, digits())}`;
  };
  view.onRange(show);
  show();
}

function one<T extends HTMLElement = HTMLElement>(selector: string): T {
  return document.querySelector<T>(selector)!;
}

function json<T>(id: string): T {
  return JSON.parse(document.getElementById(id)!.textContent) as T;
}

start();
