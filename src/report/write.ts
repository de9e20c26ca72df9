import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writing } from './writing.js';
import { readReferenceEvents, type ReferenceEvents } from './referenceEvents.js';
import { reportPage, type ReportInput } from './page.js';

/**
 * Writes `summary.json` and `report.html` into a folder that is there. Each takes the place of an earlier one
 * once it is complete: a program that is killed leaves either.
 *
 * @throws OUTPUT_UNWRITABLE
 */
export async function writeReport(folder: string, input: ReportInput): Promise<void> {
  const summary = `${JSON.stringify(input.summary, null, 2)}\n`;
  for (const [name, text] of [
    ['summary.json', summary],
    ['report.html', reportPage(input)],
  ] as const) {
    const path = join(folder, name);
    await writing(path, () => replaceFile(path, text));
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, text);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

/**
 * What is known to have happened in a bag: the `events.json` in its folder or beside its file.
 * Undefined if there is no such file.
 *
 * @throws {Error} if the file cannot be read
 */
export async function referenceEventsOf(bag: string): Promise<ReferenceEvents | undefined> {
  const folder = (await stat(bag)).isDirectory() ? bag : dirname(bag);
  const path = join(folder, 'events.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return readReferenceEvents(text);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
