import { LogQuantile } from './logQuantile.js';
import { SensorNoise } from './sensorNoise.js';

/**
 * What a camera's picture is fit for. `black`: all dark and flat. `covered`: suddenly without any detail,
 * as behind a hand or far out of focus. `frozen`: the same frame again and again, though its stamps go
 * on. `ok`: none of these is seen; whether a camera without noise of its own is frozen cannot be.
 */
export type CameraCondition = 'ok' | 'black' | 'covered' | 'frozen';

/** A window as it is judged. */
export interface SeenWindow {
  readonly stampNs: bigint;
  readonly windowStartNs: bigint;
  /** Within a run stamps grow. */
  readonly run: number;
  /** Of its newest frame, as lumaGrid gives it; undefined where that has been seen before. */
  readonly luma: Float32Array | undefined;
}

/** Mean luma, of 255, below which a picture is dark. */
const DARK = 12;
/** A dark picture with less detail than this shows nothing; a room without light shows a little more. */
const FLAT_IN_THE_DARK = 1.2;
/** In the light a picture with less detail than this shows nothing; the noise of most sensors is less. */
const FLAT = 3;
/**
 * Covered is less than this share of the contrast that a camera usually shows: detail over brightness,
 * which stays as it is where the light is dimmed.
 */
const FLAT_SHARE = 0.15;
/** A picture shows something while it has this share of its usual contrast. */
const SHARP_SHARE = 0.5;
/** With less contrast than this it shows nothing that could be lost. */
const LEAST_CONTRAST = 0.02;
/** Who drives up to a wall takes longer than this. */
const SUDDEN_NS = 1_000_000_000n;

/**
 * Judges a camera by its newest frames, in constant memory. A fault lasts until no frame of the window
 * has it, as the window's embedding does.
 */
export class ConditionJudge {
  readonly #noise = new SensorNoise();
  readonly #usualContrast = new LogQuantile({
    share: 0.5,
    pacePerSecond: 0.04,
    firstPace: 0.3,
    smallest: 1e-3,
  });
  #run: number | undefined;
  #beforeNs: bigint | undefined;
  /** Stamp of the newest frame with about its usual contrast. */
  #sharpNs: bigint | undefined;
  #covered = false;
  #fault: { readonly condition: CameraCondition; readonly untilNs: bigint } | undefined;

  /** Whether a frozen picture of this camera can be told from one in which nothing moves. */
  get noiseKnown(): boolean {
    return this.#noise.known;
  }

  update({ stampNs, windowStartNs, run, luma }: SeenWindow): CameraCondition {
    if (run !== this.#run) {
      this.#run = run;
      this.#noise.restart();
      this.#fault = undefined;
      this.#beforeNs = undefined;
    }
    if (luma !== undefined) {
      const condition = this.#ofFrame(stampNs, luma);
      if (condition !== 'ok') this.#fault = { condition, untilNs: stampNs };
      this.#beforeNs = stampNs;
    }
    if (this.#fault !== undefined && windowStartNs > this.#fault.untilNs) this.#fault = undefined;
    return this.#fault?.condition ?? 'ok';
  }

  #ofFrame(stampNs: bigint, luma: Float32Array): CameraCondition {
    const frozen = this.#noise.update(stampNs, luma);
    const detail = detailOf(luma);
    const brightness = luma.reduce((sum, value) => sum + value, 0) / luma.length;
    const dark = brightness < DARK;
    if (dark && detail < FLAT_IN_THE_DARK) return 'black';
    const contrast = detail / Math.max(1, brightness);
    const usual = this.#usualContrast.value ?? 0;
    const flat = !dark && detail < FLAT && contrast < FLAT_SHARE * usual;
    this.#covered = flat && (this.#covered || this.#sudden(stampNs));
    if (this.#covered) return 'covered';
    if (contrast >= Math.max(LEAST_CONTRAST, SHARP_SHARE * usual)) this.#sharpNs = stampNs;
    const seconds = this.#beforeNs === undefined ? 0 : Number(stampNs - this.#beforeNs) / 1e9;
    this.#usualContrast.add(contrast, seconds);
    return frozen ? 'frozen' : 'ok';
  }

  /** A camera of few frames a second has shown something with the one before. */
  #sudden(stampNs: bigint): boolean {
    if (this.#sharpNs === undefined) return false;
    return this.#sharpNs === this.#beforeNs || stampNs - this.#sharpNs <= SUDDEN_NS;
  }
}

/** Root mean square of the grid's Laplacian: what is there beside slow shading. */
function detailOf(luma: Float32Array): number {
  const side = Math.sqrt(luma.length);
  let squares = 0;
  for (let row = 1; row < side - 1; row++)
    for (let column = 1; column < side - 1; column++) {
      const at = row * side + column;
      const around = luma[at - 1]! + luma[at + 1]! + luma[at - side]! + luma[at + side]!;
      squares += (4 * luma[at]! - around) ** 2;
    }
  return Math.sqrt(squares) / (side - 2);
}
