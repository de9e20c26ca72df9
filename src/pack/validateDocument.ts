import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { VljepaError } from '../errors.js';
import { nearest } from '../parameters/nearest.js';

/** Another error repeats what these report, more precisely. */
const ECHOES = ['if', 'discriminator'];

/**
 * A check of parsed documents against schemas/`name`.schema.json. The schema lies beside the compiled
 * program in the checkout and in the install space.
 *
 * @returns checks the document that the file at `path` holds
 * @throws {VljepaError} From the check: PACK_FIELD for fields that the schema does not name, else PACK_MANIFEST; both
 *   name every place that is wrong.
 */
export function documentCheck<T>(name: 'pack' | 'golden'): (document: unknown, path: string) => T {
  const file = new URL(`../../../schemas/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
  const validate = new Ajv2020({
    allErrors: true,
    strict: false,
    verbose: true,
    discriminator: true,
    // A test checks the schemas: here it would take as long as everything else.
    validateSchema: false,
  }).compile<T>(schema);
  return (document, path) => {
    if (validate(document)) return document;
    const errors = (validate.errors ?? []).filter(({ keyword }) => !ECHOES.includes(keyword));
    throw documentError(errors, path);
  };
}

function documentError(errors: readonly ErrorObject[], path: string): VljepaError {
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties');
  if (unknown.length > 0) {
    const names = unknown.map((error) => place(error, unknownField(error)) + meant(error));
    const known = unknown.map((error) => knownFields(error).join(', '));
    return new VljepaError(
      'PACK_FIELD',
      `${path} has fields that this program does not know: ${names.join(', ')}; ` +
        `known there: ${[...new Set(known)].join('; ')}. ` +
        'Correct the name, or use a newer version of the program',
    );
  }
  return new VljepaError(
    'PACK_MANIFEST',
    `${path} does not fit the format: ${[...new Set(errors.map(reason))].join('; ')}`,
  );
}

const unknownField = (error: ErrorObject): string =>
  (error.params as { additionalProperty: string }).additionalProperty;

const knownFields = (error: ErrorObject): string[] =>
  Object.keys(error.parentSchema?.['properties'] as object);

function meant(error: ErrorObject): string {
  const field = nearest(unknownField(error), knownFields(error));
  return field === undefined ? '' : ` (did you mean ${field}?)`;
}

function place(error: ErrorObject, child = ''): string {
  const dotted = error.instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/');
  return [dotted, child].filter((part) => part !== '').join('.') || 'the document';
}

function reason(error: ErrorObject): string {
  const params = error.params as { allowedValues?: unknown[]; allowedValue?: unknown };
  const allowed = params.allowedValues ?? params.allowedValue;
  const got =
    error.keyword === 'required' ? '' : `, got ${JSON.stringify(error.data)?.slice(0, 60)}`;
  const hint = allowed === undefined ? '' : ` ${JSON.stringify(allowed)}`;
  const message =
    error.keyword === 'false schema'
      ? 'must be left out beside the other fields there'
      : (error.message ?? error.keyword);
  return `${place(error)} ${message}${hint}${got}`;
}
