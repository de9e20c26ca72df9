import { VljepaError } from '../errors.js';
import { toNanoseconds } from '../messages/stamp.js';
import type { BagContents } from '../replay/results.js';
import type { ReplayOutput } from './readReplay.js';

/**
 * Two replays are of the same bag where it held the same messages; its name and format do not matter.
 *
 * @throws BAGS_DIFFER with what differs
 */
export function checkSameBag(a: ReplayOutput, b: ReplayOutput): void {
  const difference = differenceOf(a.summary.bag_contents, b.summary.bag_contents);
  if (difference === undefined) return;
  throw new VljepaError(
    'BAGS_DIFFER',
    `expected two replays of the same bag, got ${a.summary.bag} in ${a.folder} and ${b.summary.bag} in ${b.folder}: ${difference}; replay one bag twice`,
  );
}

function differenceOf(a: BagContents, b: BagContents): string | undefined {
  for (const end of ['start', 'end'] as const) {
    const [one, other] = [a[end], b[end]].map((time) => time && toNanoseconds(time));
    if (one !== other)
      return `the first ${end === 'start' ? 'begins' : 'ends'} at ${said(one)}, the second at ${said(other)}`;
  }
  const topics = new Set([...Object.keys(a.messages), ...Object.keys(b.messages)]);
  for (const topic of topics) {
    const [one, other] = [a.messages[topic] ?? 0, b.messages[topic] ?? 0];
    if (one !== other) return `${topic} has ${one} messages in the first, ${other} in the second`;
  }
  return undefined;
}

function said(stampNs: bigint | null | undefined): string {
  return typeof stampNs === 'bigint' ? `${Number(stampNs) / 1e9} s` : 'no time: it has no messages';
}
