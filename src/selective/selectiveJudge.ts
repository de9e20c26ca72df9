import { CalibratedThreshold } from './calibratedThreshold.js';
import {
  ChangeDetector,
  type DetectorState,
  type Judgement,
  type SelectiveDecoding,
} from './changeDetector.js';
import { Noticing } from './noticing.js';
import { Wording } from './wording.js';

/** What selective decoding decides about one state. */
export interface SelectiveJudgement extends Judgement {
  /** What the change score was held against. */
  readonly threshold: number;
  readonly noticed: boolean;
  readonly worded: boolean;
}

/** All rules of selective decoding for one camera and query, state by state. */
export class SelectiveJudge {
  readonly #detector = new ChangeDetector();
  readonly #calibrated = new CalibratedThreshold();
  readonly #noticing = new Noticing();
  readonly #wording = new Wording();

  update(state: DetectorState, settings: SelectiveDecoding): SelectiveJudgement {
    const { stampNs, run, moving } = state;
    const threshold = this.#calibrated.threshold(settings);
    const judgement = this.#detector.update(state, { ...settings, threshold });
    const { change, changed, first, unconfirmed } = judgement;
    this.#calibrated.learn({ ...state, change });
    const begun = unconfirmed !== undefined || changed;
    return {
      ...judgement,
      threshold,
      noticed: this.#noticing.update({ moving, begun }),
      worded: this.#wording.update({ stampNs, run, moving, changed, first }, settings.texts),
    };
  }
}
