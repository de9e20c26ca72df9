import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { toTime } from '../../src/messages/stamp.js';
import { Recording } from '../../src/report/recording.js';
import { summarize } from '../../src/report/summary.js';
import { thumbnail } from '../../src/report/thumbnail.js';
import { writeReport } from '../../src/report/write.js';
import { HEIGHT, START_NS, WIDTH, pixelsOf } from '../bags/bagWorkshop.js';

const executablePath = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));
const SKIP = executablePath === undefined && 'no Chromium is installed (apt install chromium)';

const CAMERAS = ['front', 'rear'];
const SECONDS_EACH = 6;
const SCENES = [
  'a table with a red cup',
  'a door opens & <b>light</b> comes in',
  'a dark corridor',
];
const SEGMENTS = 14;

let folder: string;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
const requested: string[] = [];

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
        latency: 0,
        labels: [],
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
  browser = await chromium.launch({
    executablePath: executablePath!,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  page = await browser.newPage({ viewport: { width: 1366, height: 900 } });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
});

after(async () => {
  if (SKIP) return;
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** The browser's; what is handed to `evaluate` runs there. */
declare function getComputedStyle(element: unknown): { getPropertyValue(name: string): string };

function styleOf(element: Locator, property: string): Promise<string> {
  return element.evaluate((one, name) => getComputedStyle(one).getPropertyValue(name), property);
}

test('a card for each camera, a row for each text, in words', { skip: SKIP }, async () => {
  assert.deepEqual(await page.locator('section[data-camera] h2').allTextContents(), CAMERAS);
  for (const camera of CAMERAS) {
    const card = page.locator(`section[data-camera=${camera}]`);
    assert.equal(await card.locator('.texts tbody tr').count(), SEGMENTS);
    assert.equal(await card.locator('.band').count(), SEGMENTS);
    assert.equal(await card.locator('circle.confirmed').count(), SEGMENTS - 1);
    assert.equal(await card.locator('.event').count(), 3);
    // What looks like markup in a text is text.
    assert.equal(await card.locator('.words').nth(1).textContent(), SCENES[1]);
    assert.equal(await card.locator('.words b').count(), 0);
  }
  assert.equal(await page.locator('.notice li').textContent(), 'the bag breaks off');
});

test('pictures are loaded, in the strip and in the table', { skip: SKIP }, async () => {
  const widths = await page.$$eval('.texts img', (images) =>
    images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
  );
  assert.equal(widths.length, 2 * SEGMENTS);
  assert.ok(widths.every((width) => width === WIDTH));
  const strip = await page.locator('svg image.frame').count();
  assert.ok(strip >= 2 * 10, `${strip} pictures in the strips`);
});

test('axes: time from end to end, change with its threshold', { skip: SKIP }, async () => {
  const card = page.locator('section[data-camera=front]');
  const labels = await card.locator('.tick.time').allTextContents();
  assert.equal(labels[0], '0 s');
  assert.ok(labels.includes('1:00') && labels.length >= 5, labels.join());
  assert.equal(await card.locator('.threshold-label').textContent(), 'threshold 0.30');
  const box = await card.locator('path.curve').boundingBox();
  const svg = await card.locator('svg.chart').boundingBox();
  assert.ok(box!.width > 0.9 * svg!.width && box!.height > 100);
});

test('no two words of a chart cover each other, and none is cut off', { skip: SKIP }, async () => {
  const svg = (await page.locator('svg.chart').first().boundingBox())!;
  const boxes = await page.locator('svg.chart').first().locator('.text text, .event text').all();
  const rectangles = await Promise.all(boxes.map(async (box) => (await box.boundingBox())!));
  assert.ok(rectangles.length >= SEGMENTS);
  for (const [i, a] of rectangles.entries()) {
    assert.ok(a.x >= svg.x && a.x + a.width <= svg.x + svg.width + 1, `word ${i} leaves the chart`);
    assert.ok(a.y + a.height <= svg.y + svg.height + 1);
    for (const b of rectangles.slice(i + 1)) {
      const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      // Boxes include the free margin of 2 pixels around each word.
      assert.ok(across <= 0 || down <= 4, `${JSON.stringify(a)} covers ${JSON.stringify(b)}`);
    }
  }
});

test('under the pointer: time, change and the words that hold', { skip: SKIP }, async () => {
  const band = page.locator('section[data-camera=rear] .band').nth(2);
  await band.scrollIntoViewIfNeeded();
  const box = (await band.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.8, box.y + 60);
  const tip = page.locator('section[data-camera=rear] .tip');
  assert.equal(await styleOf(tip, 'visibility'), 'visible');
  assert.match((await tip.textContent())!, /^1\d\.\d s {3}change 0\.\d{3} {3}a dark corridor$/);
  await page.mouse.move(2, 2);
  assert.equal(await styleOf(tip, 'visibility'), 'hidden');
});

test('dark where the reader prefers it; white paper in print', { skip: SKIP }, async () => {
  const colour = (selector: string, property: string) =>
    styleOf(page.locator(selector).first(), property);
  const brightness = (rgb: string) =>
    rgb
      .match(/\d+/g)!
      .slice(0, 3)
      .reduce((sum, value) => sum + Number(value), 0);
  assert.ok(brightness(await colour('body', 'background-color')) > 700);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.ok(brightness(await colour('body', 'background-color')) < 150);
  assert.ok(brightness(await colour('body', 'color')) > 600);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  assert.equal(await colour('body', 'background-color'), 'rgb(255, 255, 255)');
  await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
});

test('the page never scrolls sideways, on a laptop or a telephone', { skip: SKIP }, async () => {
  for (const width of [1366, 1024, 420]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    assert.equal(wide, width);
  }
  await page.setViewportSize({ width: 1366, height: 900 });
});

test('nothing was loaded from elsewhere, nothing was complained about', { skip: SKIP }, () => {
  assert.deepEqual(complaints, []);
  assert.deepEqual(
    requested.filter((url) => !url.startsWith('data:')),
    [pathToFileURL(join(folder, 'report.html')).href],
  );
});
