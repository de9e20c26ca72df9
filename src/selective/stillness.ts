/** Frames are held against those of half a second before: so long a motion goes on in the measure. */
const MOTION_LAG_NS = 500_000_000n;

/** A window as it is looked at for motion. */
export interface MovingWindow {
  readonly stampNs: bigint;
  readonly windowStartNs: bigint;
  readonly run: number;
  readonly moving: boolean;
}

/** Tells the windows of one camera in which nothing has moved since their oldest frame. */
export class Stillness {
  #run: number | undefined;
  #movedNs: bigint | undefined;

  /** @returns false behind a jump of the stamps, too, until no window is padded any more */
  update({ stampNs, windowStartNs, run, moving }: MovingWindow): boolean {
    const sameRun = run === this.#run;
    if (!sameRun || moving) this.#movedNs = stampNs;
    this.#run = run;
    return (
      sameRun && (this.#movedNs === undefined || this.#movedNs + MOTION_LAG_NS < windowStartNs)
    );
  }
}
