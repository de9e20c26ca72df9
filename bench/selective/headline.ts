import { boundarySummary, textTiming } from './groupSummary.js';
import type { Measured } from './measured.js';
import type { Detected } from './nodeDetector.js';
import type { Headline } from './report.js';

/** Boundaries and texts of some streams together, in the figures that are asked for. */
export function headlineOf(group: readonly Measured[], detected: readonly Detected[]): Headline {
  const { recall, texts_per_event, median_delay_s, p95_delay_s } = textTiming(group, detected);
  return {
    boundary_f1: boundarySummary(group, detected).within_s['1']!.f1,
    median_delay_s,
    p95_delay_s,
    texts_per_event,
    event_recall: recall,
  };
}
