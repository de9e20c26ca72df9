// The TypeScript types of the documents that schemas/*.schema.json declare.
import { readFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import prettier from 'prettier';

const BANNER = '// Written by `npm run generate` from schemas/NAME.schema.json.\n';

export async function outputs() {
  const files = new Map();
  for (const name of ['golden', 'pack']) {
    const file = `src/pack/schema/${name}.ts`;
    const schema = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
    const types = await compile(JSON.parse(readFileSync(schema, 'utf8'), withoutTags), name, {
      bannerComment: BANNER.replace('NAME', name),
      format: false,
    });
    const style = await prettier.resolveConfig(new URL(`../../${file}`, import.meta.url));
    files.set(file, await prettier.format(types, { ...style, parser: 'typescript' }));
  }
  return files;
}

/** A discriminated union repeats its alternatives' tags for good messages; the types need no second copy. */
function withoutTags(_key, value) {
  if (value?.discriminator === undefined) return value;
  const union = { ...value };
  delete union.properties;
  return union;
}
