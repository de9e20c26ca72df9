import { featureSignal, pixelSignal, stateSignal, type Signal } from './signal.js';
import type { Stream } from './stream.js';
import type { WindowStates } from './windowStates.js';

/** A stream and what the node's pipeline made of it. */
export interface Measured {
  readonly stream: Stream;
  readonly states: WindowStates;
  readonly signals: Readonly<Record<Signal['name'], Signal>>;
  /** Where its states are kept. */
  readonly folder: string;
  /** Frames a second. */
  readonly framesHz: number;
}

export function measured(stream: Stream, states: WindowStates, folder: string): Measured {
  return {
    stream,
    states,
    folder,
    framesHz: states.frames / stream.seconds,
    signals: {
      states: stateSignal(states),
      features: featureSignal(states),
      pixels: pixelSignal(states),
    },
  };
}

/** Seconds of all of them, as far as their windows reach. */
export function totalSeconds(all: readonly Measured[]): number {
  return all.reduce((sum, { states }) => sum + (states.stamps.at(-1) ?? 0), 0);
}

/**
 * When the world changed, for windows that are the first of their segments: in the middle of those that
 * look like what comes behind it.
 */
export function middleOf({ states }: Measured, window: number): number {
  return (states.windowStarts[window]! + states.stamps[window]!) / 2;
}
