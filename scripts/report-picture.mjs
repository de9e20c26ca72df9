// report-picture.mjs [PAGE [PICTURE]]: takes README's picture of a report (default out/demo/report.html →
// docs/report.png) in headless Chromium.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const inCheckout = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [page = inCheckout('out/demo/report.html'), picture = inCheckout('docs/report.png')] =
  process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
});
try {
  const view = await browser.newPage({ viewport: { width: 1280, height: 1030 } });
  await view.goto(pathToFileURL(page).href);
  // Pictures of the strip are drawn as they are decoded.
  await view.waitForTimeout(1000);
  await view.screenshot({ path: picture });
} finally {
  await browser.close();
}
