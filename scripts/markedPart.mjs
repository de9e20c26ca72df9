// A file of the checkout in which a part is derived: the part stands between two comments,
//   <!-- NAME: npm run generate -->
//   <!-- end of NAME -->
import { readFileSync } from 'node:fs';

/** The whole text of `file` with `part` between its two comments. */
export function withMarkedPart(file, name, part) {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const begin = `<!-- ${name}: npm run generate -->\n`;
  const end = `<!-- end of ${name} -->`;
  const [before, rest, ...more] = text.split(begin);
  const at = rest?.indexOf(end) ?? -1;
  if (at < 0 || more.length > 0) {
    throw new Error(`${file}: expected one line ${begin.trim()} and, after it, ${end}`);
  }
  return `${before}${begin}${part}${rest.slice(at)}`;
}
