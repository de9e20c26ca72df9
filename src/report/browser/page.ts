import type { Palette } from './palette.js';
import type { Recording } from './recording.js';
import type { Search } from './search.js';
import type { View } from './view.js';

/** What the parts of the page share. */
export interface Page {
  readonly recording: Recording;
  readonly view: View;
  readonly search: Search;
  /** As the page looks now. */
  readonly palette: () => Palette;
}
