import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Engine } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import { makeFolder } from '../makeFolder.js';
import { MomentDatabase } from '../memory/momentDatabase.js';
import { MomentSearch, type Found } from '../memory/momentSearch.js';
import { packIdentity } from '../memory/packIdentity.js';
import { writing } from '../report/writing.js';
import type { CommandLine } from './commandLine.js';
import { foundJson, foundLine } from './lines.js';

export interface SearchEnvironment {
  readonly line: (text: string) => void;
  /** Loads a pack, which turns words into an embedding. */
  readonly load: (pack: string) => Promise<Engine>;
}

/**
 * Finds moments in a memory's folder and prints them.
 *
 * @throws MEMORY_MISSING, MEMORY_PACK, MEMORY_UNREADABLE, SEARCH_MOMENT, PACK_*, REQUEST_*, WORKER_*,
 * OUTPUT_UNWRITABLE
 */
export async function search(
  command: CommandLine,
  { line, load }: SearchEnvironment,
): Promise<readonly Found[]> {
  const memory = MomentDatabase.read(command.memory);
  try {
    const embedding = command.words === '' ? undefined : await embeddingOf(command, memory, load);
    const found = new MomentSearch(memory).search({
      ...command.filter,
      embedding,
      like: command.like,
      limit: command.count,
    });
    for (const one of found) line(command.json ? JSON.stringify(foundJson(one)) : foundLine(one));
    if (command.pictures !== undefined) await writePictures(command.pictures, found);
    return found;
  } finally {
    memory.close();
  }
}

async function embeddingOf(
  { words, memory: folder, pack }: CommandLine,
  memory: MomentDatabase,
  load: SearchEnvironment['load'],
): Promise<Float32Array> {
  const wanted = pack ?? memory.pack.name;
  memory.check(folder, identityOf(wanted, folder, memory));
  const engine = await load(wanted);
  try {
    const [embedding] = await engine.encodeText([words]);
    return embedding!;
  } finally {
    await engine.dispose();
  }
}

function identityOf(pack: string, folder: string, { pack: held }: MomentDatabase) {
  try {
    return packIdentity(pack);
  } catch (error) {
    if (!(error instanceof VljepaError && error.code === 'PACK_MISSING')) throw error;
    throw new VljepaError(
      'PACK_MISSING',
      `${folder} is of the pack ${held.name} ${held.version}: ${error.message}; name its folder with --pack`,
      { cause: error },
    );
  }
}

async function writePictures(folder: string, found: readonly Found[]): Promise<void> {
  await writing(folder, async () => {
    makeFolder(resolve(folder));
    for (const { moment } of found)
      if (moment.picture) await writeFile(join(folder, `${moment.id}.jpg`), moment.picture);
  });
}
