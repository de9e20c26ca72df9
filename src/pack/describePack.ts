import type { LabelCalibration, PackDescription } from '../engine/engine.js';
import type { Manifest } from './manifest.js';

/** What the pipeline needs to know of a pack. */
export function describePack(
  manifest: Manifest,
  labels: LabelCalibration | undefined,
): PackDescription {
  const { name, version, embedding_dimension, x_encoder, predictor, y_encoder, answers } = manifest;
  return {
    name,
    id: `${name}/${version}`,
    embeddingDimension: embedding_dimension,
    frames: x_encoder.frames,
    samplingRate: x_encoder.sampling_rate,
    labelTemplate: y_encoder.label_template,
    readsQuery: predictor.query !== undefined,
    defaultQuery: predictor.query?.default ?? '',
    ...(labels && { labels }),
    ...(answers && {
      answers: {
        yes: answers.yes,
        no: answers.no,
        scale: answers.scale,
        yesOffset: answers.yes_offset,
      },
    }),
    changeThreshold: manifest.selective_decoding.threshold,
  };
}
