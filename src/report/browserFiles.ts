import { readFileSync } from 'node:fs';

/** The page's style sheet: light and dark, screen and paper. */
export const style = read('report.css');

/** The page's script in one piece. */
export const script = read('report.js');

/** `scripts/build` puts these beside the compiled program. */
function read(name: string): string {
  return readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8');
}
