import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

/** For tests: why they cannot run, or false. */
export const SKIP =
  executablePath === undefined && 'no Chromium is installed (apt install chromium)';

/** A real browser with one page, and what it said and asked for. */
export class TestBrowser {
  readonly complaints: string[] = [];
  /** Without data URIs. */
  readonly requested: string[] = [];
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
    page.on('console', (message) => {
      // The tests themselves look at the pixels.
      if (!message.text().startsWith('Canvas2D: Multiple readback'))
        this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) this.requested.push(request.url());
    });
  }

  static async open(): Promise<TestBrowser> {
    const browser = await chromium.launch({
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
    return new TestBrowser(browser, await browser.newPage());
  }

  /** Opens a file as someone would who opens it for the first time on a laptop. */
  async show(file: string): Promise<Page> {
    await this.#page.mouse.move(0, 0);
    await this.#page.emulateMedia({ colorScheme: 'light', media: 'screen' });
    await this.#page.setViewportSize({ width: 1366, height: 900 });
    await this.#page.goto(pathToFileURL(file).href);
    await this.nextFrame();
    return this.#page;
  }

  /** Resolves once what the page wants to draw is drawn: two frames of the screen later. */
  async nextFrame(): Promise<void> {
    await this.#page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
