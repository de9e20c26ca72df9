import { Ajv, type ErrorObject } from 'ajv';
import { VljepaError } from '../errors.js';

/**
 * Compiles a JSON Schema to a check of parsed documents from the file at `path`.
 * @throws {VljepaError} From the check: PACK_FIELD for fields that the schema does not name, else PACK_MANIFEST; both
 *   name every place that is wrong.
 */
export function documentCheck<T>(schema: object): (document: unknown, path: string) => T {
  const validate = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    discriminator: true,
  }).compile<T>(schema);
  return (document, path) => {
    if (validate(document)) return document;
    throw documentError(validate.errors ?? [], path);
  };
}

function documentError(errors: readonly ErrorObject[], path: string): VljepaError {
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties');
  if (unknown.length > 0) {
    const names = unknown.map((error) => place(error, unknownField(error))).join(', ');
    const known = unknown
      .map((error) => Object.keys(error.parentSchema?.['properties'] as object).join(', '))
      .join('; ');
    return new VljepaError(
      'PACK_FIELD',
      `${path} has fields that this program does not know: ${names}; known there: ${known}. ` +
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

function place(error: ErrorObject, child = ''): string {
  const dotted = error.instancePath.slice(1).replaceAll('/', '.');
  return [dotted, child].filter((part) => part !== '').join('.') || 'the document';
}

function reason(error: ErrorObject): string {
  const params = error.params as { allowedValues?: unknown[]; allowedValue?: unknown };
  const allowed = params.allowedValues ?? params.allowedValue;
  const got =
    error.keyword === 'required' ? '' : `, got ${JSON.stringify(error.data)?.slice(0, 60)}`;
  const hint = allowed === undefined ? '' : ` ${JSON.stringify(allowed)}`;
  return `${place(error)} ${error.message ?? error.keyword}${hint}${got}`;
}
