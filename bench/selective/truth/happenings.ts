import type { KnownEvent, Stream } from '../stream.js';
import { claimsOf } from './claims.js';
import type { Judged } from './judged.js';

/** A stretch of a stream in which something can be claimed. */
export interface Happening {
  readonly startS: number;
  readonly endS: number;
  readonly claims: ReadonlySet<string>;
  /** What the record says of the thing that it happens to, without what it is brought to. */
  readonly thing: string;
}

/** ` to the black plate`, ` in a tray`: where something is brought, and not what. */
const TARGET = / (to|on|onto|in|into|beside|next to|out of|from) (a|an|the|another) .*$/;

/** All that the records of a stream know, for `isTrue`. */
export function happeningsOf(stream: Stream, judged: readonly Judged[]): Happening[] {
  const { group, name, events, steady, seconds } = stream;
  const still = (startS: number, endS: number) => plain(startS, endS, 'nothing_moves');
  const ofEvents = events.map((event) => {
    const { startS, endS, kind, texts } = event;
    return { startS, endS, claims: claimsOf(kind, texts[0]!), thing: thingOf(event) };
  });
  const seen = armInView(group, name) ? [plain(0, seconds, 'arm_in_view')] : [];
  if (group === 'real') {
    const ofClip = judged.filter(({ clip }) => clip === name);
    return [...ofEvents, ...ofClip.map(({ startS, endS, claim }) => plain(startS, endS, claim))];
  }
  const arms = steady
    .filter(({ text }) => /\b(arm|gripper)\b/.test(text))
    .map(({ startS, endS }) => plain(startS, endS, 'arm_in_view'));
  const quiet = steady.map(({ startS, endS }) => still(startS, endS));
  return [...ofEvents, ...seen, ...arms, ...quiet];
}

/** Of a recording whose frames all show an arm. */
function armInView(group: string, name: string): boolean {
  return group === 'foreign' || name.startsWith('manipulation');
}

function plain(startS: number, endS: number, claim: string): Happening {
  return { startS, endS, claims: claimsOf(claim, ''), thing: '' };
}

function thingOf({ texts }: KnownEvent): string {
  return texts[0]!.replace(TARGET, '');
}
