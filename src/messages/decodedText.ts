import type { DecodedText, TextReason } from '../worldState.js';
import { toTime, type Time } from './stamp.js';
import type { Header } from './worldState.js';

/** The constants of msg/DecodedText.msg. */
const REASON_NUMBERS: Readonly<Record<TextReason, number>> = { FIRST: 0, CHANGE: 1, REQUEST: 2 };

/** `vljepa/DecodedText`: names and order of msg/DecodedText.msg. */
export interface DecodedTextMessage {
  readonly header: Header;
  readonly camera: string;
  readonly pack: string;
  readonly query: string;
  readonly text: string;
  readonly confidence: number;
  readonly segment: bigint;
  readonly segment_start: Time;
  readonly reason: number;
}

/** @param pack `name/version` */
export function decodedTextMessage(text: DecodedText, pack: string): DecodedTextMessage {
  return {
    header: { stamp: toTime(text.stampNs), frame_id: text.frameId },
    camera: text.camera,
    pack,
    query: text.query,
    text: text.text,
    confidence: text.confidence,
    segment: BigInt(text.segment),
    segment_start: toTime(text.segmentStartNs),
    reason: REASON_NUMBERS[text.reason],
  };
}

/** FIRST, CHANGE or REQUEST; undefined for a number that msg/DecodedText.msg does not know. */
export function reasonName(reason: number): TextReason | undefined {
  return (Object.keys(REASON_NUMBERS) as TextReason[]).find(
    (name) => REASON_NUMBERS[name] === reason,
  );
}
