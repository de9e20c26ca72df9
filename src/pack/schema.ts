/** JSON Schema of pack.yaml, format 1. Every object is closed: a field it does not name is an error. */

const text = { type: 'string', minLength: 1 } as const;
const positive = { type: 'integer', minimum: 1 } as const;
const threeNumbers = {
  type: 'array',
  items: { type: 'number' },
  minItems: 3,
  maxItems: 3,
} as const;
/** A file inside the pack: no absolute path, no way out of the folder. */
const file = { type: 'string', minLength: 1, pattern: '^(?!/)(?!.*(^|/)\\.\\.(/|$)).+$' } as const;

/** An object whose properties are all required but those named in `optional`. */
function closed<T extends Record<string, object>>(properties: T, optional: (keyof T)[] = []) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
  } as const;
}

const tokenizer = {
  tokenizer: file,
  tokenizer_config: file,
  max_length: { type: 'integer', minimum: 2 },
  pad_id: { type: 'integer', minimum: 0 },
} as const;

const image = {
  ...closed(
    {
      height: positive,
      width: positive,
      resize: { enum: ['stretch', 'short_side'] },
      short_side: positive,
      crop: { enum: ['none', 'center'] },
      interpolation: { enum: ['linear', 'area', 'cubic'] },
      channels: { enum: ['rgb', 'bgr'] },
      mean: threeNumbers,
      std: { ...threeNumbers, items: { type: 'number', exclusiveMinimum: 0 } },
    },
    ['short_side'],
  ),
  // Stretching leaves nothing to crop; keeping the proportions leaves something.
  oneOf: [
    {
      properties: { resize: { const: 'stretch' }, crop: { const: 'none' } },
      not: { required: ['short_side'] },
    },
    {
      properties: { resize: { const: 'short_side' }, crop: { const: 'center' } },
      required: ['short_side'],
    },
  ],
} as const;

const yDecoder = {
  type: 'object',
  required: ['type'],
  properties: { type: { enum: ['phrase_bank', 'language_model'] } },
  discriminator: { propertyName: 'type' },
  oneOf: [
    closed({ type: { const: 'phrase_bank' }, graph: file, phrases: file }),
    closed({
      type: { const: 'language_model' },
      graph: file,
      inputs: closed({ embedding: text, ids: text }),
      output: text,
      vocabulary: file,
      max_length: positive,
    }),
  ],
} as const;

export const packSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'pack.yaml, format 1',
  ...closed({
    format: { const: 1 },
    name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
    version: text,
    description: text,
    licence: text,
    origin: {
      type: 'array',
      minItems: 1,
      items: closed({ part: text, name: text, source: text, licence: text }),
    },
    embedding_dimension: positive,
    x_encoder: closed(
      {
        graph: file,
        input: text,
        output: text,
        mode: { enum: ['per_frame', 'per_clip'] },
        image,
        frames: closed({ default: positive, min: positive, max: positive }),
        sampling_rate: { type: 'number', exclusiveMinimum: 0 },
        tokens: closed({ count: positive, dimension: positive }),
        features: closed({ pool: { enum: ['mean'] } }),
      },
      ['features'],
    ),
    predictor: {
      ...closed(
        {
          graph: file,
          inputs: closed({ tokens: text, query_ids: text, query_mask: text }, [
            'query_ids',
            'query_mask',
          ]),
          output: text,
          query: closed({ ...tokenizer, default: text }, ['pad_id']),
        },
        ['query'],
      ),
    },
    y_encoder: closed(
      {
        graph: file,
        inputs: closed({ ids: text, mask: text }),
        output: text,
        ...tokenizer,
        pooling: text,
        label_template: { type: 'string', pattern: '\\{label\\}' },
      },
      ['pad_id'],
    ),
    y_decoder: yDecoder,
    selective_decoding: closed({ threshold: { type: 'number', minimum: 0, maximum: 2 } }),
    files: {
      type: 'object',
      minProperties: 1,
      propertyNames: file,
      additionalProperties: closed({
        sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        bytes: { type: 'integer', minimum: 0 },
      }),
    },
    golden: file,
  }),
} as const;

const vector = { type: 'array', items: { type: 'number' }, minItems: 1 } as const;
const tolerance = { type: 'number', exclusiveMinimum: 0 } as const;

export const goldenSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'golden vectors of a pack',
  ...closed({
    clips: {
      type: 'array',
      minItems: 1,
      items: closed(
        {
          frames: { type: 'array', items: file, minItems: 1 },
          query: text,
          embedding: vector,
          tolerance,
        },
        ['query'],
      ),
    },
    texts: {
      type: 'array',
      minItems: 1,
      items: closed({ text, embedding: vector, tolerance }),
    },
    decodes: {
      type: 'array',
      items: closed({ text_of_clip: { type: 'integer', minimum: 0 }, phrase: text }),
    },
  }),
} as const;
