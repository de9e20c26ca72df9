import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SelectiveOptions } from './options.js';
import type { Stream } from './stream.js';
import { readTruthJson, readTruthTable } from './truthFiles.js';

const TRUTH = 'events.json';
const TABLE = 'truth.tsv';
const SAMPLE_BAG = 'test/bags/sample';

/** All streams that are there: rendered ones, the sample bag, clips of real footage. */
export function allStreams({
  streams,
  real,
}: Pick<SelectiveOptions, 'streams' | 'real'>): Stream[] {
  return [
    ...rendered(streams),
    withTruth('sample', SAMPLE_BAG),
    ...(real === undefined ? [] : realClips(real)),
  ];
}

/** Streams in `FOLDER/GROUP/NAME/`, those that are whole: each a bag with its `events.json`. */
export function rendered(folder: string): Stream[] {
  return folders(folder).flatMap((group) =>
    folders(join(folder, group))
      .filter((name) => existsSync(join(folder, group, name, TRUTH)))
      .map((name) => withTruth(group, join(folder, group, name))),
  );
}

/** One bag with its `events.json`, as a group of its own. */
export function withTruth(group: string, bag: string): Stream {
  const truth = readTruthJson(readFileSync(join(bag, TRUTH), 'utf8'));
  return { group, name: basename(bag), bag, ...truth };
}

/** Clips of real footage: `CLIP.mcap` beside a `truth.tsv`. */
export function realClips(folder: string): Stream[] {
  return readTruthTable(readFileSync(join(folder, TABLE), 'utf8')).flatMap(({ clip, ...truth }) => {
    const bag = join(folder, `${clip}.mcap`);
    return existsSync(bag) ? [{ group: 'real', name: clip, bag, ...truth }] : [];
  });
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
}
