import type { MessageSink } from '../messages/messageSink.js';
import {
  reasonName,
  type DecodedTextMessage,
  type WorldStateMessage,
} from '../messages/outputs.js';
import { toNanoseconds } from '../messages/stamp.js';
import type { TextReason } from '../worldState.js';
import { marksOf } from './marks.js';
import { Pictures, type Picture } from './pictures.js';
import { shownLabels } from './shownLabels.js';
import { StateColumns } from './stateColumns.js';

export interface TextPoint {
  readonly stampNs: bigint;
  readonly segmentStartNs: bigint;
  readonly segment: number;
  readonly text: string;
  readonly confidence: number;
  /** The change score that made the node speak. */
  readonly change: number;
  readonly reason: TextReason;
}

/** One camera under one query. */
export interface Track {
  readonly camera: string;
  readonly query: string;
  readonly states: StateColumns;
  readonly texts: TextPoint[];
}

/**
 * Collects published messages, from a bag or from the air, into what a summary and a report need.
 * Embeddings are not kept, and pictures are bounded.
 */
export class Recording implements MessageSink {
  readonly #tracks = new Map<string, Track>();
  readonly #pictures = new Pictures();

  addState(message: WorldStateMessage): void {
    const state = {
      stampNs: toNanoseconds(message.header.stamp),
      change: message.change,
      threshold: message.threshold,
      first: message.first,
      run: Number(message.run),
      segment: Number(message.segment),
      segmentStartNs: toNanoseconds(message.segment_start),
    };
    this.#track(message).states.push(state, shownLabels(message), marksOf(message));
  }

  addText(message: DecodedTextMessage): void {
    this.#track(message).texts.push({
      stampNs: toNanoseconds(message.header.stamp),
      segmentStartNs: toNanoseconds(message.segment_start),
      segment: Number(message.segment),
      text: message.text,
      confidence: message.confidence,
      change: message.change,
      reason: reasonName(message.reason) ?? 'REQUEST',
    });
  }

  /** @param source a data URI of what the camera saw at that stamp */
  addThumbnail(camera: string, stampNs: bigint, source: string): void {
    this.#pictures.add(camera, { stampNs, source });
  }

  /** What a camera saw, in the order of its coming. */
  pictures(camera: string): readonly Picture[] {
    return this.#pictures.of(camera);
  }

  /** Cameras that have pictures. */
  get picturedCameras(): readonly string[] {
    return this.#pictures.cameras;
  }

  /** In the order in which they first appeared. */
  get tracks(): readonly Track[] {
    return [...this.#tracks.values()];
  }

  #track({ camera, query }: { camera: string; query: string }): Track {
    const key = `${camera}\n${query}`;
    let track = this.#tracks.get(key);
    if (!track)
      this.#tracks.set(key, (track = { camera, query, states: new StateColumns(), texts: [] }));
    return track;
  }
}
