import { MomentDatabase } from '../../../src/memory/momentDatabase.js';
import { PACK, momentOf } from './moments.js';

/** Writes batches to the folder that it is given, and tells after each how many moments are in it. */
const memory = MomentDatabase.create(process.argv[2]!, PACK);
for (;;) {
  const from = memory.count;
  const picture = new Uint8Array(5000).fill(from);
  memory.add(Array.from({ length: 7 }, (_, i) => momentOf(from + i, { picture })));
  process.stdout.write(`${memory.count}\n`);
}
