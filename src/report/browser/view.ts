/** The shortest stretch of time that can be looked at, in seconds. */
const SHORTEST = 0.5;

/**
 * What all charts show: a stretch of time, and the moment that is pointed at. Those who draw are told
 * of changes once a frame of the screen, however many there were.
 */
export class View {
  /** Seconds of the axis. */
  from = 0;
  to: number;
  cursor: number | undefined;
  readonly #ranges: (() => void)[] = [];
  readonly #cursors: (() => void)[] = [];
  readonly #due = new Set<readonly (() => void)[]>();

  /** @param seconds the axis' length */
  constructor(readonly seconds: number) {
    this.to = this.#whole;
  }

  /** Calls back after `from` or `to` has changed, or what is drawn looks different. */
  onRange(draw: () => void): void {
    this.#ranges.push(draw);
  }

  onCursor(draw: () => void): void {
    this.#cursors.push(draw);
  }

  get isWhole(): boolean {
    return this.to - this.from >= this.#whole;
  }

  show(from: number, to: number): void {
    const length = Math.min(this.#whole, Math.max(Math.min(SHORTEST, this.#whole), to - from));
    const middle = (from + to) / 2;
    this.from = Math.min(this.#whole - length, Math.max(0, middle - length / 2));
    this.to = this.from + length;
    this.redraw();
  }

  /** Makes what is shown shorter by a factor; the moment `about` stays where it is. */
  zoom(factor: number, about = (this.from + this.to) / 2): void {
    const length = (this.to - this.from) / factor;
    const bounded = Math.min(this.#whole, Math.max(Math.min(SHORTEST, this.#whole), length));
    const from = about - ((about - this.from) / (this.to - this.from)) * bounded;
    this.show(from, from + bounded);
  }

  pan(seconds: number): void {
    const length = this.to - this.from;
    const from = Math.min(this.#whole - length, Math.max(0, this.from + seconds));
    this.show(from, from + length);
  }

  showAll(): void {
    this.show(0, this.#whole);
  }

  point(seconds: number | undefined): void {
    this.cursor = seconds;
    this.#schedule(this.#cursors);
  }

  /** Points at a moment, and moves there where it is out of sight. */
  pointAndShow(seconds: number): void {
    const at = Math.min(this.#whole, Math.max(0, seconds));
    const length = this.to - this.from;
    if (at < this.from || at > this.to) this.show(at - length / 2, at + length / 2);
    this.point(at);
  }

  redraw(): void {
    this.#schedule(this.#ranges);
    this.#schedule(this.#cursors);
  }

  /** A recording of one moment still has a width. */
  get #whole(): number {
    return this.seconds > 0 ? this.seconds : 1;
  }

  #schedule(listeners: readonly (() => void)[]): void {
    if (this.#due.size === 0) requestAnimationFrame(() => this.#tell());
    this.#due.add(listeners);
  }

  #tell(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const listeners of due) for (const draw of listeners) draw();
  }
}
