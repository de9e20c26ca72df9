import { probabilityText } from '../../messages/probability.js';
import { bisector } from 'd3-array';
import { clock } from '../clock.js';
import type { Page } from './page.js';
import type { Chart, Picture, Track } from './recording.js';

/** Height of a row, as in the style sheet. */
const ROW_PX = 64;
/** Rows beyond those in sight that are there already. */
const SPARE = 6;

/** A text of any track. */
export interface Entry {
  readonly chart: Chart;
  readonly track: Track;
  /** Among the track's texts. */
  readonly index: number;
  readonly seconds: number;
  /** From 1, in the order of time. */
  number: number;
}

interface Column {
  readonly name: string;
  readonly kind?: string;
  readonly fill: (cell: HTMLTableCellElement, entry: Entry) => void;
}

/** All texts in the order of time; only rows in sight are elements of the page. */
export class TextList {
  readonly #page: Page;
  readonly #entries: readonly Entry[];
  readonly #list: HTMLElement;
  readonly #body: HTMLTableSectionElement;
  readonly #columns: readonly Column[];
  readonly #filters: HTMLFormElement;
  #shown: readonly Entry[] = [];
  #first = -1;
  #last = -1;

  /** @param pick called with the entry that the reader chooses */
  constructor(section: HTMLElement, page: Page, pick: (entry: Entry) => void) {
    this.#page = page;
    this.#entries = entriesOf(page.recording.charts);
    this.#list = section.querySelector<HTMLElement>('.list')!;
    this.#filters = section.querySelector<HTMLFormElement>('.filters')!;
    this.#columns = columns(page, pick);
    const table = this.#list.querySelector('table')!;
    this.#body = table.tBodies[0]!;
    const head = table.tHead!.insertRow();
    for (const { name, kind } of this.#columns) {
      const cell = document.createElement('th');
      cell.textContent = name;
      cell.className = kind ?? '';
      head.append(cell);
    }
    this.#list.addEventListener('scroll', () => requestAnimationFrame(() => this.#fill()), {
      passive: true,
    });
    this.#filters.addEventListener('change', () => this.filter());
    page.search.onChange(() => this.filter());
    page.view.onRange(() => {
      if (this.#isOn('view')) this.filter();
    });
    new ResizeObserver(() => this.#fill()).observe(this.#list);
    this.filter();
  }

  /** Those that the filters and the search leave. */
  get shown(): readonly Entry[] {
    return this.#shown;
  }

  get total(): number {
    return this.#entries.length;
  }

  /** Puts every row on the page, for paper; at most `most`. */
  fillAll(most: number): void {
    this.#put(0, Math.min(most, this.#shown.length));
  }

  filter(): void {
    const { search, view } = this.#page;
    const camera = this.#value('camera');
    const said = this.#value('said');
    const isInView = this.#isOn('view');
    this.#shown = this.#entries.filter(
      ({ chart, track: { texts }, index, seconds }) =>
        search.finds(texts.words[index]!) &&
        (camera === '' || chart.camera === camera) &&
        (said === '' || texts.saidOf(index) === said) &&
        (!isInView || (seconds >= view.from && seconds <= view.to)),
    );
    this.#first = -1;
    this.#fill();
  }

  #value(name: string): string {
    const field = this.#filters.elements.namedItem(name);
    return field instanceof HTMLSelectElement ? field.value : '';
  }

  #isOn(name: string): boolean {
    const field = this.#filters.elements.namedItem(name);
    return field instanceof HTMLInputElement && field.checked;
  }

  #fill(): void {
    const top = Math.max(0, Math.floor(this.#list.scrollTop / ROW_PX) - SPARE);
    const first = Math.min(top, Math.max(0, this.#shown.length - 1));
    const rows = Math.ceil(this.#list.clientHeight / ROW_PX) + 2 * SPARE;
    this.#put(first, Math.min(this.#shown.length, first + rows));
  }

  #put(first: number, last: number): void {
    if (first === this.#first && last === this.#last) return;
    [this.#first, this.#last] = [first, last];
    const rows = this.#shown.slice(first, last).map((entry, i) => this.#row(entry, first + i));
    this.#body.parentElement!.setAttribute('aria-rowcount', String(this.#shown.length + 1));
    this.#body.replaceChildren(
      spacer(first * ROW_PX),
      ...rows,
      spacer((this.#shown.length - last) * ROW_PX),
    );
  }

  #row(entry: Entry, place: number): HTMLTableRowElement {
    const row = document.createElement('tr');
    row.setAttribute('aria-rowindex', String(place + 2));
    for (const { kind, fill } of this.#columns) {
      const cell = row.insertCell();
      cell.className = kind ?? '';
      fill(cell, entry);
    }
    return row;
  }
}

function columns({ recording, palette }: Page, pick: (entry: Entry) => void): Column[] {
  const isComparison = recording.charts.some(({ tracks }) => tracks.length > 1);
  const hasCameras = new Set(recording.charts.map(({ camera }) => camera)).size > 1;
  const number = (name: string, text: (entry: Entry) => string, kind = ''): Column => ({
    name,
    kind: `n ${kind}`,
    fill: (cell, entry) => cell.append(text(entry)),
  });
  return [
    number('#', (entry) => String(entry.number), 'wide'),
    {
      name: '',
      kind: 'picture',
      fill(cell, entry) {
        const picture = pictureFor(entry);
        if (picture === undefined) return;
        const image = document.createElement('img');
        image.src = picture;
        image.alt = `what ${entry.chart.camera} saw`;
        cell.append(image);
      },
    },
    {
      name: 'at',
      kind: 'n',
      fill(cell, entry) {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = clock(entry.seconds);
        button.title = 'show in the charts';
        button.addEventListener('click', () => pick(entry));
        cell.append(button);
      },
    },
    ...(hasCameras
      ? [
          {
            name: 'camera',
            kind: 'camera',
            fill: (cell: HTMLElement, { chart }: Entry) => cell.append(chart.camera),
          },
        ]
      : []),
    ...(isComparison
      ? [
          {
            name: 'said',
            kind: 'said',
            fill(cell: HTMLElement, { track, index }: Entry) {
              const said = track.texts.saidOf(index)!;
              cell.append(said === 'only here' ? `only ${track.name}` : `${track.name}, ${said}`);
              cell.dataset['said'] = said;
            },
          },
        ]
      : []),
    {
      name: 'text',
      kind: 'words',
      fill(cell, { track: { texts, segments }, index, seconds }) {
        const words = recording.words[texts.words[index]!]!;
        const held = segments.at(seconds);
        const line = document.createElement('span');
        const dot = document.createElement('i');
        dot.style.background = palette().hue(held < 0 ? 0 : segments.number[held]!);
        line.title = words;
        line.append(dot, words);
        cell.append(line);
      },
    },
    number('confidence', ({ track, index }) => probabilityText(track.texts.confidence[index]!)),
    number('change', ({ track, index }) => track.texts.change[index]!.toFixed(3), 'wide'),
    number(
      'holds for',
      ({ track, index }) => {
        const held = track.texts.held[index]!;
        return Number.isNaN(held) ? '–' : clock(held);
      },
      'wide',
    ),
    {
      name: 'reason',
      kind: 'wide',
      fill: (cell, { track, index }) => cell.append(track.texts.reasonOf(index)),
    },
  ];
}

const bySeconds = bisector(({ seconds }: Picture) => seconds);

/** The picture that was taken for a text, if it was kept. */
function pictureFor({ chart, seconds }: Entry): string | undefined {
  const picture = chart.pictures[bySeconds.left(chart.pictures, seconds - 2e-3)];
  return picture && Math.abs(picture.seconds - seconds) < 2e-3 ? picture.source : undefined;
}

function entriesOf(charts: readonly Chart[]): Entry[] {
  const entries = charts.flatMap((chart) =>
    chart.tracks.flatMap((track) =>
      Array.from(track.texts.time, (seconds, index) => ({
        chart,
        track,
        index,
        seconds,
        number: 0,
      })),
    ),
  );
  entries.sort((a, b) => a.seconds - b.seconds);
  for (const [i, entry] of entries.entries()) entry.number = i + 1;
  return entries;
}

/** Stands for the rows that are not there. */
function spacer(height: number): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.className = 'spacer';
  row.setAttribute('aria-hidden', 'true');
  row.style.height = `${height}px`;
  return row;
}
