import { windowAfter, type Strategy } from './strategy.js';

/** A text every `setting` seconds, of what was seen since the last one. */
export const uniform: Strategy = ({ stamps, rows }, setting) => {
  const segments = [];
  for (let onset = 0; onset < rows.length;) {
    const next = windowAfter(stamps, onset, setting);
    const said = Math.max(onset, next - (stamps[next]! - stamps[onset]! >= setting - 1e-6 ? 1 : 0));
    segments.push({ onset, said });
    onset = said + 1;
  }
  return segments;
};
