import { parseArgs } from 'node:util';
import { readingCommandLine } from '../program.js';

export const usage = `Usage: vljepa compare A B [options]

Compares two replays of the same bag, with other settings or another pack: what was said only in
one of them, what in other words, and where the change scores lead to another decision. Prints a
summary and writes a page with both.

  A, B               folders that vljepa replay has written (--out)
  --out FILE         the page (default compare.html)
  --within SECONDS   texts whose segments begin no further apart tell of the same (default 2)
  --json             print the summary as JSON, with every text and stretch
  -h, --help         this text

Exit code: 0; 1 where a folder does not hold a replay, the two are of different bags or FILE cannot
be written; 2 on misuse.
`;

export interface CommandLine {
  readonly a: string;
  readonly b: string;
  readonly out: string;
  readonly withinSeconds: number;
  readonly json: boolean;
}

/**
 * @returns undefined where help is asked for
 * @throws COMMAND_LINE
 */
export function readCommandLine(args: readonly string[]): CommandLine | undefined {
  return readingCommandLine(() => parse(args));
}

function parse(args: readonly string[]): CommandLine | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: 'string', default: 'compare.html' },
      within: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [a, b, ...more] = positionals;
  if (a === undefined || b === undefined || more.length > 0)
    throw new Error(`expected two folders A and B, got ${positionals.join(', ') || 'none'}`);
  const withinSeconds = Number(values.within);
  if (values.within.trim() === '' || !(withinSeconds >= 0 && Number.isFinite(withinSeconds)))
    throw new Error(`--within expects seconds, 0 or more, got "${values.within}"`);
  return { a, b, out: values.out, withinSeconds, json: values.json };
}
