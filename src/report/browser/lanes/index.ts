import { axis } from './axis.js';
import { change } from './change.js';
import { decisions } from './decisions.js';
import { differences } from './differences.js';
import { events } from './events.js';
import { labels } from './labels.js';
import type { LaneKind } from './laneKind.js';
import { pictures } from './pictures.js';
import { texts } from './texts.js';

/** From top to bottom. A lane more is a file beside this one and an entry here. */
export const laneKinds: readonly LaneKind[] = [
  pictures,
  events,
  change,
  decisions,
  axis,
  differences,
  labels,
  texts,
];
