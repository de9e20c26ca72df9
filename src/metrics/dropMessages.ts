import type { CameraSnapshot } from './snapshot.js';
import type { DropReason } from './telemetry.js';

/** Different messages that are shown for one reason. */
const MOST_SHOWN = 2;
const MOST_KEPT = 16;

/** Why frames and texts of a camera were dropped, in the words of the errors. */
export class DropMessages {
  readonly #messages = new Map<string, Set<string>>();

  /** @param reason as the camera's telemetry counts it */
  add(reason: DropReason, message: string): void {
    const held = this.#messages.get(reason) ?? new Set<string>();
    this.#messages.set(reason, held);
    // One line each: some libraries' messages have several.
    if (held.size < MOST_KEPT) held.add(message.replaceAll(/\s+/g, ' '));
  }

  /** A sentence for each reason: `camera front: 12 of 24 frames dropped: frame_encoding (…)`. */
  sentences({ camera, frames, drops }: CameraSnapshot): string[] {
    return Object.entries(drops)
      .sort()
      .map(([reason, count]) => {
        const what = reason.startsWith('text_') ? `${count} texts` : `${count} of ${frames} frames`;
        const messages = [...(this.#messages.get(reason) ?? [])];
        const more = messages.length > MOST_SHOWN ? '; …' : '';
        const why =
          messages.length === 0 ? '' : ` (${messages.slice(0, MOST_SHOWN).join('; ')}${more})`;
        return `camera ${camera}: ${what} dropped: ${reason}${why}`;
      });
  }
}
