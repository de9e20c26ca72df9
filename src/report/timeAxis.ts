/** Steps between marks that people read easily, in seconds. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

/** Maps stamps to pixels. */
export class TimeAxis {
  constructor(
    readonly startNs: bigint,
    readonly endNs: bigint,
    /** Pixels of start and end. */
    readonly left: number,
    readonly right: number,
  ) {}

  get seconds(): number {
    return Number(this.endNs - this.startNs) / 1e9;
  }

  /** Pixels; stamps outside lie on the nearer end. */
  x(stampNs: bigint): number {
    const share = this.seconds > 0 ? this.secondsOf(stampNs) / this.seconds : 0;
    return this.left + Math.min(1, Math.max(0, share)) * (this.right - this.left);
  }

  secondsOf(stampNs: bigint): number {
    return Number(stampNs - this.startNs) / 1e9;
  }

  /** Marks no closer than about 70 pixels. */
  ticks(): { readonly x: number; readonly label: string }[] {
    const wanted = (70 * this.seconds) / (this.right - this.left);
    const step = STEPS.find((candidate) => candidate >= wanted) ?? 86400;
    const ticks: { x: number; label: string }[] = [];
    for (let i = 0; i * step <= this.seconds + 1e-9; i++) {
      const stampNs = this.startNs + BigInt(Math.round(i * step * 1e9));
      ticks.push({ x: this.x(stampNs), label: clock(i * step, step < 1 ? 1 : 0) });
    }
    return ticks;
  }
}

/** `7.0 s`, `1:07.0`, `2:01:07.0`: below a minute with its unit. */
export function clock(seconds: number, digits = 1): string {
  const rounded = Number(seconds.toFixed(digits));
  if (rounded < 60) return `${rounded.toFixed(digits)} s`;
  const rest = (rounded % 60).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
