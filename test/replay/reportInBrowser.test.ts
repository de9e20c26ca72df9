import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { toTime } from '../../src/messages/stamp.js';
import { Recording } from '../../src/report/recording.js';
import { summarize } from '../../src/report/summary.js';
import { thumbnail } from '../../src/report/thumbnail.js';
import { writeReport } from '../../src/report/write.js';
import { HEIGHT, START_NS, WIDTH, pixelsOf } from '../bags/bagWorkshop.js';
import { SKIP, TestBrowser } from './testBrowser.js';

const CAMERAS = ['front', 'rear'];
const SECONDS_EACH = 6;
const SCENES = [
  'a table with a red cup',
  'a door opens & <b>light</b> comes in',
  'a dark corridor',
];
const SEGMENTS = 14;

let folder: string;
let file: string;
let browser: TestBrowser;
let page: Page;

/** Two cameras with fourteen segments each, their texts and thumbnails. */
async function record(): Promise<Recording> {
  const recording = new Recording();
  const stampOf = (seconds: number) => START_NS + BigInt(Math.round(seconds * 1e9));
  const raw = {
    kind: 'raw',
    encoding: 'rgb8',
    width: WIDTH,
    height: HEIGHT,
    step: 3 * WIDTH,
  } as const;
  const picture = await thumbnail({ ...raw, bigEndian: false, data: pixelsOf('chequer') });
  for (const camera of CAMERAS) {
    for (let i = 0; i < SEGMENTS * SECONDS_EACH * 4; i++) {
      const segment = Math.max(0, Math.floor((i - 3) / (SECONDS_EACH * 4)));
      const within = i % (SECONDS_EACH * 4);
      const stamp = toTime(stampOf(i / 4));
      const header = { stamp, frame_id: 'optical' };
      const changed = i > 3 && within === 3;
      recording.addState({
        header,
        camera,
        window_start: stamp,
        pack: 'p/1',
        query: '',
        sequence: BigInt(i),
        first: i === 0,
        run: 0n,
        segment: BigInt(segment),
        segment_start: toTime(stampOf(segment * SECONDS_EACH)),
        change: i > 3 && within < 4 ? 0.12 * (within + 1) : 0.02 * Math.abs(Math.sin(i)),
        threshold: 0.3,
        changed,
        noticed: false,
        worded: changed || i === 0,
        motion: 0,
        motion_threshold: 0.02,
        condition: 0,
        latency: 0,
        labels: [
          { label: within < 12 ? 'cup' : 'door', score: 0.41, probability: 0.62 },
          { label: within < 12 ? 'door' : 'cup', score: 0.07, probability: 0.08 },
        ],
        other_probability: 0.3,
        embedding: Float32Array.of(1),
      });
      if (i !== 0 && !changed) continue;
      recording.addText({
        header,
        camera,
        pack: 'p/1',
        query: '',
        text: SCENES[segment % 3]!,
        confidence: 0.8,
        similarity: 0.5,
        alternatives: [],
        segment: BigInt(segment),
        segment_start: toTime(stampOf((i - (changed ? 3 : 0)) / 4)),
        reason: changed ? 1 : 0,
        change: changed ? 0.48 : 0,
      });
      recording.addThumbnail(camera, stampOf(i / 4), picture);
    }
  }
  return recording;
}

before(async () => {
  if (SKIP) return;
  folder = mkdtempSync(join(tmpdir(), 'vljepa-report-'));
  const recording = await record();
  const summary = summarize(recording, {
    frames: 1680,
    drops: { busy: 2 },
    latencyMs: { x_encoder: { p50: 9, p90: 11, p99: 11, max: 11, count: 2 } },
    pack: 'p/1',
  });
  const events = [1, 2, 3].map((i) => ({
    startNs: START_NS + BigInt(i * SECONDS_EACH) * 1_000_000_000n,
    endNs: START_NS + BigInt(i * SECONDS_EACH + 1) * 1_000_000_000n,
    kind: 'lights_off',
    text: 'the lights go off',
  }));
  await writeReport(folder, {
    title: 'two cameras',
    recording,
    summary,
    problems: ['the bag breaks off'],
    reference: { events, scenes: [] },
  });
  file = join(folder, 'report.html');
  browser = await TestBrowser.open();
});

after(async () => {
  if (SKIP) return;
  await browser.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  if (!SKIP) page = await browser.show(file);
});

/** The browser's; what is handed to `evaluate` runs there. */
declare function getComputedStyle(element: unknown): { getPropertyValue(name: string): string };

function styleOf(element: Locator, property: string): Promise<string> {
  return element.evaluate((one, name) => getComputedStyle(one).getPropertyValue(name), property);
}

function card(camera: string): Locator {
  return page.locator(`section.chart[data-camera=${camera}]`);
}

function chartOf(camera: string): Locator {
  return page.getByRole('slider', { name: `${camera}: change over time` });
}

/** Puts the pointer at a share of a chart's width, over its change curve. */
async function pointAt(camera: string, share: number): Promise<void> {
  await chartOf(camera).scrollIntoViewIfNeeded();
  const box = (await chartOf(camera).boundingBox())!;
  await page.mouse.move(box.x + box.width * share, box.y + 190);
}

/** A chart is drawn once it is in sight. */
async function drawn(camera: string): Promise<Locator> {
  await chartOf(camera).scrollIntoViewIfNeeded();
  await browser.nextFrame();
  return card(camera).locator('canvas');
}

function range(): Promise<string | null> {
  return page.locator('.range').textContent();
}

async function cursorAt(seconds: string): Promise<void> {
  await page.waitForFunction(
    `document.querySelector('[role=slider]').getAttribute('aria-valuenow') === '${seconds}'`,
  );
}

/** How many of a canvas' pixels have about a colour of the style sheet. */
function pixelsLike(canvas: Locator, colour: string): Promise<number> {
  return canvas.evaluate((element, name) => {
    const drawn = element as unknown as Canvas;
    const probe = drawn.parentElement.appendChild(drawn.ownerDocument.createElement('span'));
    probe.style.color = `var(--${name})`;
    const [r, g, b] = getComputedStyle(probe).getPropertyValue('color').match(/\d+/g)!.map(Number);
    probe.remove();
    const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      const off =
        Math.abs(data[i]! - r!) + Math.abs(data[i + 1]! - g!) + Math.abs(data[i + 2]! - b!);
      if (data[i + 3]! > 200 && off < 30) found += 1;
    }
    return found;
  }, colour);
}

/** As much of the browser's elements as is used here; this program knows no DOM. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly ownerDocument: { createElement(name: string): Span };
  readonly parentElement: { appendChild(span: Span): Span };
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, w: number, h: number): { readonly data: Uint8ClampedArray };
  };
}
interface Span {
  readonly style: { color: string };
  remove(): void;
}

test('a chart for each camera, a row for each text, in words', { skip: SKIP }, async () => {
  assert.deepEqual(await page.locator('section.chart h2').allTextContents(), CAMERAS);
  for (const camera of CAMERAS) {
    assert.equal(await chartOf(camera).count(), 1);
    const canvas = await drawn(camera);
    for (const [colour, least] of [
      ['curve', 500],
      ['threshold', 300],
      ['event', 60],
      ['soft', 300],
    ] as const)
      assert.ok((await pixelsLike(canvas, colour)) > least, `${camera}: ${colour}`);
  }
  const table = page.locator('.list table');
  assert.equal(await table.getAttribute('aria-rowcount'), String(2 * SEGMENTS + 1));
  // What looks like markup in a text is text.
  const rows = page.locator('.list td.words');
  assert.equal(await rows.nth(2).textContent(), SCENES[1]);
  assert.equal(await rows.locator('b').count(), 0);
  assert.equal(await page.locator('.notice li').textContent(), 'the bag breaks off');
});

test('the list has what is in sight, and the last row at its end', { skip: SKIP }, async () => {
  const rows = page.locator('.list tbody tr:not(.spacer)');
  const count = await rows.count();
  assert.ok(count >= 8 && count < 2 * SEGMENTS, `${count} rows`);
  assert.equal(await rows.first().locator('td').first().textContent(), '1');
  await page.locator('.list').evaluate((list) => {
    (list as unknown as { scrollTop: number }).scrollTop = 1e6;
  });
  await page.getByRole('cell', { name: String(2 * SEGMENTS), exact: true }).waitFor();
  const cells = await rows.last().locator('td').allTextContents();
  assert.deepEqual(cells, [
    '28',
    '',
    '1:18.8',
    'rear',
    SCENES[1],
    '0.80',
    '0.480',
    '5.8 s',
    'change',
  ]);
});

test('pictures are loaded, in the strip and in the list', { skip: SKIP }, async () => {
  const images = page.locator('.list .picture img');
  await images.first().waitFor();
  const width = await images.first().evaluate(async (image) => {
    const shown = image as unknown as { decode(): Promise<void>; naturalWidth: number };
    await shown.decode();
    return shown.naturalWidth;
  });
  assert.equal(width, WIDTH);
  // The strip is above the events: a chequer of red and white squares.
  const red = await card('front')
    .locator('canvas')
    .evaluate((element) => {
      const canvas = element as unknown as Canvas;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, 80);
      let found = 0;
      for (let i = 0; i < data.length; i += 4)
        if (data[i]! > 160 && data[i + 1]! + data[i + 2]! < 140) found += 1;
      return found;
    });
  assert.ok(red > 5000, `${red} red pixels`);
});

test(
  'under the pointer: numbers, words and a picture, the same moment everywhere',
  { skip: SKIP },
  async () => {
    await pointAt('rear', 0.2);
    const tip = card('rear').locator('.tip');
    await tip.locator('p').first().waitFor();
    const lines = await tip.locator('p').allTextContents();
    assert.match(lines[0]!, /^1\d\.\d s \(22:13:3\d\.\d UTC\)$/);
    assert.match(lines[1]!, /^change 0\.\d{3}, threshold 0\.30$/);
    assert.match(lines[2]!, /^labels: (cup|door) 62 %, \(other\) 30 %, (cup|door) 8 %$/);
    assert.equal(lines[3], 'a dark corridor (0.80)');
    assert.equal(await tip.locator('img').isVisible(), true);
    assert.equal(await card('front').locator('.tip').isVisible(), false);
    const elsewhere = await card('front').locator('.readout').textContent();
    assert.ok(elsewhere!.startsWith(lines[0]!), elsewhere!);
    await page.mouse.move(2, 2);
    await tip.waitFor({ state: 'hidden' });
  },
);

test(
  'the wheel scrolls the page; with Ctrl it zooms where the pointer is',
  { skip: SKIP },
  async () => {
    assert.equal(await range(), '0 s – 1:24');
    await pointAt('front', 0.5);
    await page.mouse.wheel(0, 200);
    await page.waitForFunction('scrollY > 100');
    assert.equal(await range(), '0 s – 1:24');
    await pointAt('front', 0.5);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await page.waitForFunction("!document.querySelector('.range').textContent.startsWith('0 s')");
    const [from, to] = (await range())!.split(' – ');
    assert.match(from!, /^2\d s$/);
    assert.match(to!, /^5\d s$/);
  },
);

test(
  'a drag moves in time, a double click zooms, the bar shows and moves what is shown',
  { skip: SKIP },
  async () => {
    const box = (await chartOf('front').boundingBox())!;
    await page.mouse.dblclick(box.x + box.width / 2, box.y + 190);
    await page.waitForFunction("!document.querySelector('.range').textContent.startsWith('0 s')");
    const before = await range();
    await pointAt('front', 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5 - 200, box.y + 190, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(`document.querySelector('.range').textContent !== '${before}'`);
    const seconds = (text: string | null) => Number(/^(\d+)/.exec(text!)![1]);
    assert.ok(seconds(await range()) >= seconds(before) + 3, `${before} → ${await range()}`);
    const window = (await page.locator('.window').boundingBox())!;
    await page.mouse.move(window.x + window.width / 2, window.y + 20);
    await page.mouse.down();
    await page.mouse.move(window.x - 2000, window.y + 20, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction("document.querySelector('.range').textContent.startsWith('0 s')");
    await page.getByRole('button', { name: 'all' }).click();
    await page.waitForFunction("document.querySelector('.range').textContent.endsWith('1:24')");
  },
);

test('by keyboard: the cursor, the texts, zoom; said in words', { skip: SKIP }, async () => {
  const chart = chartOf('front');
  await chart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await cursorAt('6.8');
  assert.match(
    (await chart.getAttribute('aria-valuetext'))!,
    /^6\.8 s .*; change 0\.480, threshold 0\.30; it is put into words; labels: .*; a door opens & <b>light<\/b> comes in \(0\.80\)$/,
  );
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.waitForFunction("!document.querySelector('.range').textContent.endsWith('1:24')");
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(
    "Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) > 6.8",
  );
  await page.keyboard.press('0');
  await page.waitForFunction("document.querySelector('.range').textContent === '0 s – 1:24'");
});

test(
  'search: what is found, how many, and the way from one to the next',
  { skip: SKIP },
  async () => {
    const field = page.getByRole('searchbox', { name: 'search in texts' });
    await field.fill('LIGHT  opens');
    await page.getByText('10 of 28', { exact: true }).waitFor();
    const words = await page.locator('.list td.words').allTextContents();
    assert.ok(words.length > 0 && words.every((text) => text === SCENES[1]));
    // The first one of each camera at once, then those 18 s later.
    await field.press('Enter');
    await cursorAt('6.8');
    await field.press('Enter');
    await page.getByRole('button', { name: 'next text found' }).click();
    await cursorAt('24.8');
    await field.press('Shift+Enter');
    await page.getByRole('button', { name: 'previous text found' }).click();
    await cursorAt('6.8');
    await field.fill('no such words');
    await page.getByText('0 of 28', { exact: true }).waitFor();
    assert.equal(await page.locator('.list td.words').count(), 0);
    await field.press('Escape');
    await page.locator('.list td.words').first().waitFor();
  },
);

test(
  'the list by camera and by what is in view; a row leads to its moment',
  { skip: SKIP },
  async () => {
    await page.getByLabel('camera').selectOption('rear');
    await page.waitForFunction(
      "document.querySelector('.list table').getAttribute('aria-rowcount') === '15'",
    );
    await page.getByRole('button', { name: 'zoom in' }).click();
    await page.getByRole('button', { name: 'zoom in' }).click();
    await page.getByLabel('only what is in view above').check();
    await page.waitForFunction(
      "Number(document.querySelector('.list table').getAttribute('aria-rowcount')) < 7",
    );
    await page.locator('.list').getByRole('button').first().click();
    const row = await page.locator('.list tbody tr:not(.spacer) td').nth(2).textContent();
    const [at] = (await card('rear').locator('.readout').textContent())!.split(' (');
    assert.ok(at!.startsWith(row!.replace(' s', '')), `${row} and ${at}`);
  },
);

test(
  'dark where the reader prefers it or says so; white paper in print',
  { skip: SKIP },
  async () => {
    const colour = (property: string) => styleOf(page.locator('body'), property);
    const brightness = (rgb: string) =>
      rgb
        .match(/\d+/g)!
        .slice(0, 3)
        .reduce((sum, value) => sum + Number(value), 0);
    const canvas = await drawn('front');
    assert.ok(brightness(await colour('background-color')) > 700);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.ok(brightness(await colour('background-color')) < 150);
    assert.ok(brightness(await colour('color')) > 600);
    // The charts follow: no pixel is left in the colour of the light page.
    await browser.nextFrame();
    assert.ok((await pixelsLike(canvas, 'curve')) > 500);
    await page.getByText('light', { exact: true }).click();
    assert.ok(brightness(await colour('background-color')) > 700);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByText('dark', { exact: true }).click();
    assert.ok(brightness(await colour('background-color')) < 150);
    await browser.nextFrame();
    assert.ok((await pixelsLike(canvas, 'curve')) > 500);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await colour('background-color'), 'rgb(255, 255, 255)');
    // The choice is kept for the next report.
    await page.emulateMedia({ media: 'screen' });
    await page.reload();
    assert.equal(await page.getByRole('radio', { name: 'dark' }).isChecked(), true);
    await page.getByText('auto', { exact: true }).click();
  },
);

test('the page never scrolls sideways, on a laptop or a telephone', { skip: SKIP }, async () => {
  for (const width of [1366, 1024, 400]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    assert.equal(wide, width);
  }
});

test('nothing was loaded from elsewhere, nothing was complained about', { skip: SKIP }, () => {
  assert.deepEqual(browser.complaints, []);
  assert.deepEqual(
    new Set(browser.requested.map((url) => url.slice(-11))),
    new Set(['report.html']),
  );
});
