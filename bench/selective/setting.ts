import type { PackDescription } from '../../src/engine/engine.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import { givenValue } from '../../src/parameters/givenValue.js';
import { liveSettings, readSettings } from '../../src/parameters/settings.js';
import type { LiveSettings, TextSettings } from '../../src/settings.js';
import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';

/** What decides where nobody sets anything, with this pack. */
export function shippedSetting(pack: PackDescription): SelectiveDecoding {
  return shipped(pack).selective;
}

/** Which texts are said where nobody sets anything. */
export function shippedText(pack: PackDescription): TextSettings {
  return shipped(pack).text;
}

function shipped(pack: PackDescription): LiveSettings {
  const values = new Map([['cameras.stream.topic', givenValue('/stream')]]);
  return liveSettings(readSettings(values), pack, NO_LABELS);
}

/** The same with another threshold. */
export function timesThreshold(setting: SelectiveDecoding, factor: number): SelectiveDecoding {
  return { ...setting, threshold: setting.threshold * factor };
}
