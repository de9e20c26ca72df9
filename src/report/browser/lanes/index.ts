import type { Lane } from '../frame.js';
import type { Page } from '../page.js';
import type { Chart } from '../recording.js';
import { axis } from './axis.js';
import { change } from './change.js';
import { differences } from './differences.js';
import { events } from './events.js';
import { labels } from './labels.js';
import { pictures } from './pictures.js';
import { texts } from './texts.js';

/** Gives a chart's lanes of one kind: none where it has nothing to show. */
export type LaneKind = (chart: Chart, page: Page) => readonly Lane[];

/** From top to bottom. A lane more is a file beside this one and an entry here. */
export const laneKinds: readonly LaneKind[] = [
  pictures,
  events,
  change,
  axis,
  differences,
  labels,
  texts,
];
