import { probabilityText } from '../messages/probability.js';
import type { Unconfirmed } from '../selective/changeDetector.js';
import { toTime } from '../messages/stamp.js';
import type { Sink } from '../sink.js';
import type { DecodedText, JudgedState } from '../worldState.js';
import type { NodeLog } from './nodeLog.js';

const UNCONFIRMED: Readonly<Record<Unconfirmed, string>> = {
  persistence: 'the change has not lasted for selective_decoding.persistence',
  refractory: 'selective_decoding.refractory is not over since the last change',
  hysteresis:
    'a change has begun, kept by selective_decoding.hysteresis, but is below the threshold',
  outlier: 'the newest window alone is like the running segment again',
  settling: 'nothing has moved since the last change, of which the window has only now got past',
};

/** Logs at level debug why the node publishes a text or stays silent, and the text. */
export function decisionLog(log: NodeLog): Sink {
  return {
    perceived(perception) {
      log.debug(() =>
        perception.kind === 'state'
          ? explainState(perception.state)
          : explainText(perception.text, true),
      );
    },
  };
}

/** Why the node publishes a text or stays silent after a window, for the log at level debug. */
export function explainState(state: JudgedState): string {
  const { camera, query, sequence, segment, change, threshold } = state;
  const why = state.worded ? `speaks: ${whyItSpeaks(state)}` : `silent: ${whyItIsSilent(state)}`;
  return `camera ${camera}, stamp ${stamp(state.stampNs)}, query ${JSON.stringify(query)}, window ${sequence}, segment ${segment}: change ${change.toFixed(4)}, threshold ${threshold}; ${why}`;
}

function whyItSpeaks({ first }: JudgedState): string {
  return first ? 'the first window' : 'the change is confirmed';
}

function whyItIsSilent({ changed, unconfirmed, condition }: JudgedState): string {
  if (condition !== 'ok') return `the camera is ${condition}`;
  if (changed) return 'the change is confirmed, and nothing has moved that is new';
  return unconfirmed ? UNCONFIRMED[unconfirmed] : 'no change above the threshold';
}

/** @param said false for a text that came too late: see PerceptionPipeline.give */
export function explainText(text: DecodedText, said: boolean): string {
  const { camera, query, reason, confidence } = text;
  const what = said ? 'says' : 'does not say, too late,';
  return `camera ${camera}, stamp ${stamp(text.stampNs)}, query ${JSON.stringify(query)}: ${what} ${JSON.stringify(text.text)} (${reason}, confidence ${probabilityText(confidence)})`;
}

/** As `ros2 topic echo` users count: seconds with nine digits. */
function stamp(stampNs: bigint): string {
  const { sec, nanosec } = toTime(stampNs);
  return `${sec}.${String(nanosec).padStart(9, '0')}`;
}
