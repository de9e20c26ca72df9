import { pathToFileURL } from 'node:url';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { percentile } from '../../src/metrics/statistics.js';

/** What someone does with the page, one after the other; each for about this long. */
const ACTION_MS = 2500;
const STEPS = 60;

/** Figures of a page in a browser. */
export interface Browsed {
  /** The browser's version. */
  readonly chromium: string;
  /** Milliseconds from the start of navigation until everything is drawn, of each opening. */
  readonly openMs: readonly number[];
  /** By action. */
  readonly actions: Readonly<Record<string, Frames>>;
}

export interface Frames {
  /** Milliseconds from one frame to the next. */
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Milliseconds of the main thread for each frame, on average. */
  readonly work: number;
}

/** Opens a page in headless Chromium and uses it as someone would. */
export async function browse(
  file: string,
  executablePath: string,
  openings: number,
): Promise<Browsed> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 900 } });
    const openMs: number[] = [];
    for (let i = 0; i < openings; i += 1) {
      await page.goto('about:blank');
      await page.goto(pathToFileURL(file).href);
      openMs.push(await page.evaluate<number>(DRAWN));
    }
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const actions: Record<string, Frames> = {};
    for (const [name, act] of Object.entries(ACTIONS))
      actions[name] = await measured(page, devtools, act);
    return { chromium: browser.version(), openMs, actions };
  } finally {
    await browser.close();
  }
}

/** Resolves with the time since navigation, two frames of the screen after now. */
const DRAWN =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))';

type Action = (page: Page) => Promise<void>;

const ACTIONS: Readonly<Record<string, Action>> = {
  'page scrolled': async (page) => {
    await page.mouse.move(600, 500);
    for (let i = 0; i < STEPS; i += 1) {
      await page.mouse.wheel(0, i < STEPS / 2 ? 60 : -60);
      await pause(page);
    }
  },
  'cursor moved': async (page) => {
    const { x, y, width } = await firstChart(page);
    for (let i = 0; i < STEPS; i += 1) {
      await page.mouse.move(x + 80 + ((width - 100) * i) / STEPS, y);
      await pause(page);
    }
  },
  'zoomed in and out': async (page) => {
    const { x, y, width } = await firstChart(page);
    await page.mouse.move(x + width / 2, y);
    await page.keyboard.down('Control');
    for (let i = 0; i < STEPS; i += 1) {
      await page.mouse.wheel(0, i < STEPS / 2 ? -80 : 80);
      await pause(page);
    }
    await page.keyboard.up('Control');
  },
  'chart dragged': async (page) => {
    for (let i = 0; i < 3; i += 1) await page.locator('[data-zoom=in]').click();
    const { x, y, width } = await firstChart(page);
    await page.mouse.move(x + width / 2, y);
    await page.mouse.down();
    for (let i = 0; i < STEPS; i += 1) {
      const share = i < STEPS / 2 ? i : STEPS - i;
      await page.mouse.move(x + width / 2 - share * 12, y);
      await pause(page);
    }
    await page.mouse.up();
  },
  'texts scrolled': async (page) => {
    await page.locator('.list').scrollIntoViewIfNeeded();
    const box = (await page.locator('.list').boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 200);
    for (let i = 0; i < STEPS; i += 1) {
      await page.mouse.wheel(0, i < STEPS / 2 ? 400 : -400);
      await pause(page);
    }
  },
  'texts searched': async (page) => {
    for (const letter of 'person leaves') {
      await page.locator('.search input').press(letter === ' ' ? 'Space' : letter);
      await pause(page, ACTION_MS / 13);
    }
  },
};

function pause(page: Page, milliseconds = ACTION_MS / STEPS): Promise<void> {
  return page.waitForTimeout(milliseconds);
}

/** A place on its change curve, and its width. */
async function firstChart(page: Page): Promise<{ x: number; y: number; width: number }> {
  const chart = page.locator('.lanes').first();
  await chart.scrollIntoViewIfNeeded();
  const { x, y, width } = (await chart.boundingBox())!;
  return { x, y: y + 190, width };
}

async function measured(page: Page, devtools: CDPSession, act: Action): Promise<Frames> {
  await page.evaluate(START_COUNTING);
  const before = await taskSeconds(devtools);
  await act(page);
  const work = (await taskSeconds(devtools)) - before;
  const intervals = await page.evaluate<number[]>('(counted.on = false, counted.intervals)');
  return {
    p50: percentile(intervals, 0.5),
    p95: percentile(intervals, 0.95),
    max: percentile(intervals, 1),
    work: (1000 * work) / Math.max(1, intervals.length),
  };
}

const START_COUNTING = `{
  const counted = (globalThis.counted = { on: true, intervals: [] });
  let last = performance.now();
  const count = (now) => {
    counted.intervals.push(now - last);
    last = now;
    if (counted.on) requestAnimationFrame(count);
  };
  requestAnimationFrame((now) => {
    last = now;
    requestAnimationFrame(count);
  });
}`;

/** Seconds that the page's main thread has worked. */
async function taskSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}
