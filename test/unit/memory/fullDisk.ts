import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeError, VljepaError } from '../../../src/errors.js';
import { MomentDatabase } from '../../../src/memory/momentDatabase.js';
import { MomentSearch } from '../../../src/memory/momentSearch.js';
import { PACK, momentOf } from './moments.js';

/** Writes to a small disk until it is full, searches, frees space and writes again; tells what happened. */
const folder = process.argv[2]!;
const ballast = join(folder, 'ballast');
writeFileSync(ballast, Buffer.alloc(2 << 20));
const memory = MomentDatabase.create(folder, PACK);
const add = () => {
  const from = memory.count;
  const picture = new Uint8Array(5000);
  memory.add(Array.from({ length: 7 }, (_, i) => momentOf(from + i, { picture })));
};
let refused: unknown;
while (refused === undefined)
  try {
    add();
  } catch (error) {
    refused = error;
  }
const before = memory.count;
const found = new MomentSearch(memory).search({ limit: 1 })[0]?.moment.segment;
rmSync(ballast);
add();
const after = memory.count;
memory.close();
const code = refused instanceof VljepaError ? refused.code : describeError(refused);
process.stdout.write(JSON.stringify({ code, before, found, after }));
