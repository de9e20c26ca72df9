// The node's tokenizer gives the ids that the Python library gives; see tokenizer_texts.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';

const pack = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(pack, name), 'utf8'));
const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
const cases = JSON.parse(readFileSync(0, 'utf8'));
const different = cases.filter(({ text, ids }) => {
  const own = tokenizer.encode(text).ids;
  return own.length !== ids.length || own.some((id, i) => id !== ids[i]);
});
for (const { text, ids } of different) {
  console.log(`${JSON.stringify(text)}: expected ${ids}, got ${tokenizer.encode(text).ids}`);
}
console.log(`${cases.length - different.length} of ${cases.length} texts have the same ids`);
process.exitCode = different.length === 0 ? 0 : 1;
