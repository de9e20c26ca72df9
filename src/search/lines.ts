import type { Found } from '../memory/momentSearch.js';
import { probabilityOrNull, probabilityText } from '../messages/probability.js';
import { toTime } from '../messages/stamp.js';

/** A moment on one line, for people. */
export function foundLine({ moment, score }: Found): string {
  const { id, startNs, endNs, camera, text, probability, pose } = moment;
  const seconds = (Number(endNs - startNs) / 1e9).toFixed(1);
  const said = text === '' ? '(no words)' : `${plain(text)} (${probabilityText(probability)})`;
  const place = pose
    ? `  at ${pose.x.toFixed(2)}, ${pose.y.toFixed(2)}, ${pose.z.toFixed(2)} in ${plain(pose.frameId)}`
    : '';
  const how = Number.isNaN(score) ? '' : `${score.toFixed(3)}  `;
  return `${how}${instant(startNs)} + ${seconds} s  ${plain(camera)}  ${said}${place}  #${id}`;
}

/** A moment as JSON, without its embedding and picture. */
export function foundJson({ moment, score }: Found): object {
  const { id, camera, query, segment, startNs, endNs, text, labels, pose, picture } = moment;
  return {
    id,
    score: probabilityOrNull(score),
    camera,
    query,
    segment,
    start: toTime(startNs),
    end: toTime(endNs),
    text,
    probability: probabilityOrNull(moment.probability),
    labels: labels.map((one) => ({ ...one, probability: probabilityOrNull(one.probability) })),
    pose: pose ?? null,
    picture: picture !== undefined,
  };
}

function instant(stampNs: bigint): string {
  const date = new Date(Number(stampNs / 1_000_000n));
  return Number.isNaN(date.getTime()) ? `${stampNs} ns` : date.toISOString();
}

/** Without what would steer a terminal: a memory may come from anywhere. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '\u{FFFD}');
}
