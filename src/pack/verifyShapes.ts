import { VljepaError } from '../errors.js';
import { scoredLines, type Manifest } from './manifest.js';

/** A graph's input or output as its session describes it; a free dimension is a string. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface GraphInfo {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

/** A dimension's number; `batch` may be free or 1; `free` must be free. */
type Dimension = number | 'batch' | 'free';

interface Expected {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly Dimension[];
  /** Where a dimension comes from, if not from pack.yaml. */
  readonly because?: string;
}

interface ExpectedGraph {
  readonly file: string;
  readonly inputs: readonly Expected[];
  readonly outputs: readonly Expected[];
}

export type PackGraphs<T> = Readonly<
  Record<'xEncoder' | 'predictor' | 'yEncoder' | 'yDecoder', T> & {
    /** Where the pack has sentences with known probabilities. */
    words?: T;
  }
>;

/**
 * Checks the graphs' inputs and outputs (names, types, shapes) against the manifest.
 * @param lines Texts or word pieces that the Y-Decoder's graph scores.
 * @param sentences Those that the graph of `words` gives probabilities.
 * @throws {VljepaError} PACK_SHAPE, with everything that differs.
 */
export function verifyShapes(
  folder: string,
  manifest: Manifest,
  graphs: PackGraphs<GraphInfo>,
  lines: number,
  sentences = 0,
): void {
  const expected = expectedGraphs(manifest, lines, sentences);
  const problems = (Object.keys(expected) as (keyof typeof expected)[]).flatMap((part) => {
    const { file, inputs, outputs } = expected[part]!;
    return [
      ...compare(file, 'input', inputs, graphs[part]!.inputs, true),
      ...compare(file, 'output', outputs, graphs[part]!.outputs, false),
    ];
  });
  if (problems.length > 0) {
    throw new VljepaError(
      'PACK_SHAPE',
      `the graphs in ${folder} are not what pack.yaml says: ${problems.join('; ')}; export the ` +
        'graph again or correct pack.yaml',
    );
  }
}

function expectedGraphs(
  manifest: Manifest,
  lines: number,
  sentences: number,
): PackGraphs<ExpectedGraph> {
  const { x_encoder, predictor, y_encoder, y_decoder, words, embedding_dimension } = manifest;
  const { frames, tokens, image, mode } = x_encoder;
  const perFrame = mode === 'per_frame';
  const anyFrames: Dimension = frames.min === frames.max ? frames.default : 'free';
  const clipTokens: Dimension = perFrame
    ? typeof anyFrames === 'number'
      ? anyFrames * tokens.count
      : 'free'
    : tokens.count;
  const float = (name: string, ...shape: Dimension[]): Expected => ({
    name,
    type: 'float32',
    shape: ['batch', ...shape],
  });
  const ids = (name: string | undefined): Expected[] =>
    name === undefined ? [] : [{ name, type: 'int64', shape: ['batch', 'free'] }];
  const embedding = (name: string): Expected => float(name, embedding_dimension);
  return {
    xEncoder: {
      file: x_encoder.graph,
      inputs: [
        float(x_encoder.input, ...(perFrame ? [] : [anyFrames]), 3, image.height, image.width),
      ],
      outputs: [float(x_encoder.output, tokens.count, tokens.dimension)],
    },
    predictor: {
      file: predictor.graph,
      inputs: [
        float(predictor.inputs.tokens, clipTokens, tokens.dimension),
        ...ids(predictor.inputs.query_ids),
        ...ids(predictor.inputs.query_mask),
      ],
      outputs: [embedding(predictor.output)],
    },
    yEncoder: {
      file: y_encoder.graph,
      inputs: [...ids(y_encoder.inputs.ids), ...ids(y_encoder.inputs.mask)],
      outputs: [embedding(y_encoder.output)],
    },
    yDecoder: {
      file: y_decoder.graph,
      inputs:
        y_decoder.type === 'phrase_bank'
          ? [embedding('embedding')]
          : [embedding(y_decoder.inputs.embedding), ...ids(y_decoder.inputs.ids)],
      outputs: [
        {
          ...float(y_decoder.type === 'phrase_bank' ? 'scores' : y_decoder.output, lines),
          because: `${scoredLines(y_decoder)} has ${lines} lines`,
        },
      ],
    },
    ...(words && {
      words: {
        file: words.graph,
        inputs: [embedding('embedding'), float('features', tokens.dimension)],
        outputs: [
          {
            ...float('probabilities', sentences),
            because: `${words.sentences} has ${sentences} lines`,
          },
        ],
      },
    }),
  };
}

function compare(
  file: string,
  kind: 'input' | 'output',
  expected: readonly Expected[],
  actual: readonly TensorInfo[],
  closed: boolean,
): string[] {
  const problems: string[] = [];
  for (const want of expected) {
    const got = actual.find((tensor) => tensor.name === want.name);
    if (got === undefined) {
      const names = actual.map((tensor) => tensor.name).join(', ');
      problems.push(`${file} has no ${kind} "${want.name}", it has: ${names}`);
    } else if (got.type !== want.type || !fits(want.shape, got.shape)) {
      problems.push(
        `${file} ${kind} "${want.name}": expected ${want.type} [${want.shape.join(', ')}], ` +
          `got ${got.type} [${got.shape.join(', ')}]` +
          (want.because === undefined ? '' : ` (${want.because})`),
      );
    }
  }
  const extra = actual.filter((got) => !expected.some((want) => want.name === got.name));
  if (closed && extra.length > 0) {
    problems.push(
      `${file} wants inputs that pack.yaml does not name: ${extra.map((e) => e.name).join(', ')}`,
    );
  }
  return problems;
}

/** A free dimension of the graph takes any number; outputs may be free where the manifest knows more. */
function fits(want: readonly Dimension[], got: readonly (number | string)[]): boolean {
  return (
    want.length === got.length &&
    want.every((dimension, i) => {
      const actual = got[i];
      if (typeof actual === 'string') return true;
      return dimension === 'batch' ? actual === 1 : dimension === actual;
    })
  );
}
