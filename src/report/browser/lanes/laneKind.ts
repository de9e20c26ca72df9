import type { Lane } from '../frame.js';
import type { Page } from '../page.js';
import type { Chart } from '../recording.js';

/** Gives a chart's lanes of one kind: none where it has nothing to show. */
export type LaneKind = (chart: Chart, page: Page) => readonly Lane[];
