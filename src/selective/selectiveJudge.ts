import type { CameraCondition } from './cameraCondition.js';
import { CalibratedThreshold } from './calibratedThreshold.js';
import {
  ChangeDetector,
  type DetectorState,
  type Judgement,
  type SelectiveDecoding,
} from './changeDetector.js';
import { Noticing } from './noticing.js';
import { SlowChange } from './slowChange.js';
import { Wording } from './wording.js';

/** What selective decoding decides about one state. */
export interface SelectiveJudgement extends Judgement {
  /** What the change score was held against. */
  readonly threshold: number;
  readonly noticed: boolean;
  readonly worded: boolean;
}

/** A state, and what its camera's picture is fit for. */
export interface ConditionedState extends DetectorState {
  readonly condition: CameraCondition;
}

/** All rules of selective decoding for one camera and query, state by state. */
export class SelectiveJudge {
  readonly #detector = new ChangeDetector();
  readonly #calibrated = new CalibratedThreshold();
  readonly #noticing = new Noticing();
  readonly #slowChange = new SlowChange();
  readonly #wording = new Wording();
  #last: Judgement | undefined;
  /** Faults that are over. What is behind one may be as new as what is behind a jump of the stamps. */
  #faults = 0;
  #paused = false;

  update(given: ConditionedState, settings: SelectiveDecoding): SelectiveJudgement {
    const threshold = this.#calibrated.threshold(settings);
    if (settings.pauseOnFault && given.condition !== 'ok') {
      this.#paused = true;
      return { ...this.#leftOut(given), threshold, noticed: false, worded: false };
    }
    if (this.#paused) this.#faults += 1;
    this.#paused = false;
    const state = { ...given, run: given.run + this.#faults };
    const { stampNs, run, moving } = state;
    const judgement = this.#detector.update(state, { ...settings, threshold });
    this.#last = judgement;
    const { change, changed, first, unconfirmed } = judgement;
    this.#calibrated.learn({ ...state, change });
    const slow = this.#slowChange.update(state, threshold);
    const begun = unconfirmed !== undefined || changed;
    return {
      ...judgement,
      threshold,
      noticed: this.#noticing.update({ moving, begun }),
      worded: this.#wording.update(
        { stampNs, run, moving, changed, first, change, threshold, slow },
        settings.texts,
      ),
    };
  }

  /** The running segment goes on; before there is one, the state stands for it. */
  #leftOut({ stampNs, windowStartNs, embedding }: DetectorState): Judgement {
    return {
      change: 0,
      changed: false,
      first: false,
      segmentStartNs: this.#last?.segmentStartNs ?? windowStartNs + (stampNs - windowStartNs) / 2n,
      segmentEmbedding: this.#last?.segmentEmbedding ?? embedding,
    };
  }
}
