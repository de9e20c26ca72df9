import { parse } from '@foxglove/rosmsg';
import { MessageReader } from '@foxglove/rosmsg2-serialization';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBag } from '../bags/openBag.js';
import { VljepaError } from '../errors.js';
import { messageDefinition } from '../messages/definitions.js';
import type { DecodedTextMessage, WorldStateMessage } from '../messages/outputs.js';
import type { ReplaySummary } from '../replay/results.js';
import { picturesOf } from '../report/document.js';
import { Recording } from '../report/recording.js';

/** What a replay has written. */
export interface ReplayOutput {
  readonly folder: string;
  readonly summary: ReplaySummary;
  /** With the pictures of its report, where that is there. */
  readonly recording: Recording;
  /** Where its states.mcap is damaged, in words. */
  readonly problems: readonly string[];
}

const STATE = 'vljepa/msg/WorldState';
const TEXT = 'vljepa/msg/DecodedText';
const WHAT_TO_DO = 'make one with vljepa replay BAG --out DIR';

/** @throws REPLAY_UNREADABLE where the folder does not hold what a replay writes */
export async function readReplay(folder: string): Promise<ReplayOutput> {
  const summary = await readSummary(folder);
  const recording = new Recording();
  const problems = await readMessages(join(folder, 'states.mcap'), recording);
  await readPictures(join(folder, 'report.html'), recording);
  return { folder, summary, recording, problems };
}

async function readSummary(folder: string): Promise<ReplaySummary> {
  const path = join(folder, 'summary.json');
  let summary: Partial<ReplaySummary> | null;
  try {
    summary = JSON.parse(await readFile(path, 'utf8')) as Partial<ReplaySummary> | null;
  } catch (error) {
    throw unreadable(folder, `${path} ${why(error)}`, error);
  }
  if (summary?.bag === undefined || !Array.isArray(summary.texts))
    throw unreadable(folder, `${path} is of another program: it names no bag`);
  if (summary.bag_contents === undefined)
    throw unreadable(
      folder,
      `${path} is of an earlier version: it does not say what is in the bag`,
    );
  return summary as ReplaySummary;
}

async function readMessages(path: string, recording: Recording): Promise<readonly string[]> {
  const states = reader<WorldStateMessage>(STATE);
  const texts = reader<DecodedTextMessage>(TEXT);
  try {
    const bag = await openBag(path);
    try {
      const topics = bag.topics.filter(({ type }) => type === STATE || type === TEXT);
      if (!topics.some(({ type }) => type === STATE)) throw new Error(`has no ${STATE} in it`);
      for await (const { type, data } of bag.messages(topics.map(({ name }) => name))) {
        if (type === STATE) recording.addState(states(data));
        else recording.addText(texts(data));
      }
      return bag.problems;
    } finally {
      await bag.close();
    }
  } catch (error) {
    throw unreadable(join(path, '..'), `${path} ${why(error)}`, error);
  }
}

function reader<T>(type: string): (message: Uint8Array) => T {
  const read = new MessageReader<T>(parse(messageDefinition(type), { ros2: true }));
  return (message) => read.readMessage(message);
}

/** A comparison is complete without them: a report that is damaged or not there costs its pictures. */
async function readPictures(path: string, recording: Recording): Promise<void> {
  try {
    for (const [camera, pictures] of Object.entries(picturesOf(await readFile(path, 'utf8'))))
      for (const { stampNs, source } of pictures)
        recording.addThumbnail(camera, BigInt(stampNs), source);
  } catch {
    return;
  }
}

function unreadable(folder: string, reason: string, cause?: unknown): VljepaError {
  return new VljepaError(
    'REPLAY_UNREADABLE',
    `expected what a replay writes in ${folder}: ${reason}; ${WHAT_TO_DO}`,
    { cause },
  );
}

function why(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'BAG_MISSING') return 'is not there';
  return `cannot be read: ${message}`;
}
