import { VljepaError } from '../errors.js';
import type { ParameterDeclaration, ParameterType, ParameterValue } from './declarations.js';
import { show, type GivenValue } from './givenValue.js';
import { plainValue } from './yamlValue.js';

const TYPE_NAMES: Record<ParameterType, string> = {
  bool: 'true or false',
  integer: 'a whole number',
  double: 'a number',
  string: 'a string',
  string_array: 'a list of strings',
};

/** `4 to 10 Hz` and the like, for messages and tables; empty where every value is allowed. */
export function allowedValues(declaration: ParameterDeclaration): string {
  const { range, leastAboveZero, choices, unit } = declaration;
  if (choices) return choices.join(', ');
  if (!range) return '';
  const numbers = `${range.min} to ${range.max}${unit === undefined ? '' : ` ${unit}`}`;
  return leastAboveZero === undefined ? numbers : `${numbers}, at least ${leastAboveZero} if not 0`;
}

/**
 * Checks a value from a file, a command line or a service call against its declaration.
 *
 * A whole number is taken for a double, and an empty list of any type for an empty list of strings:
 * `ros2 param set` cannot know the type of `[]`. Throws PARAMETER_TYPE or PARAMETER_RANGE, naming what
 * was expected, what was given, from where, and how to write what was probably meant.
 */
export function validate(
  name: string,
  declaration: ParameterDeclaration,
  given: GivenValue,
): ParameterValue {
  const { type, range, leastAboveZero = -Infinity, choices } = declaration;
  const value = valueOf(type, given);
  const place = given.place === undefined ? '' : ` (${given.place})`;
  if (value === undefined) {
    throw new VljepaError(
      'PARAMETER_TYPE',
      `parameter ${name}: expected ${TYPE_NAMES[type]}, got ${show(given)} (${given.type}, not ${type})${place}${hint(type, given)}`,
    );
  }
  const outside =
    range &&
    typeof value === 'number' &&
    !(value >= range.min && value <= range.max && (value === 0 || value >= leastAboveZero));
  if (outside || (choices && !choices.includes(value as string))) {
    throw new VljepaError(
      'PARAMETER_RANGE',
      `parameter ${name}: expected ${choices ? 'one of ' : ''}${allowedValues(declaration)}, got ${typeof value === 'number' ? value : show(given)}${place}`,
    );
  }
  return value;
}

/** Undefined where the given value is of another type. */
function valueOf(type: ParameterType, { type: given, value }: GivenValue) {
  switch (type) {
    case 'bool':
    case 'string':
      return given === type ? (value as boolean | string) : undefined;
    case 'integer':
      return given === 'integer' ? Number(value) : undefined;
    case 'double':
      return given === 'integer' || given === 'double' ? Number(value) : undefined;
    case 'string_array': {
      if (!Array.isArray(value)) return undefined;
      const items = value as readonly GivenValue[];
      if (items.length > 0 && given !== 'string_array') return undefined;
      return items.map((item) => item.value as string);
    }
  }
}

/** What to write instead, where that can be said. */
function hint(type: ParameterType, given: GivenValue): string {
  const { type: got, value, text } = given;
  if (got === 'not set') {
    if (text === undefined) return '; a parameter of this node cannot be deleted';
    if (type === 'string') {
      const quoted = text === '' ? '' : `, or quote it to give it as text: ${quote(given)}`;
      return `; write "" for an empty string${quoted}`;
    }
    return type === 'string_array' ? '; write [] for an empty list' : '';
  }
  if (type === 'string' && isScalar(given)) {
    return `; quote it to give it as text: ${quote(given)}`;
  }
  if (type === 'string_array') return listHint(given);
  if (type === 'integer' && got === 'double' && Number.isInteger(value)) {
    return `; write ${value as number}`;
  }
  if (got === 'string') {
    const plain = plainValue(value as string);
    if (valueOf(type, plain) !== undefined) return `; write it without quotes: ${value as string}`;
  }
  return '';
}

function listHint(given: GivenValue): string {
  const { value } = given;
  if (given.type === 'string') return `; put it in brackets: [${quote(given)}]`;
  if (!Array.isArray(value)) {
    return isScalar(given) ? `; a list of one string is [${quote(given)}]` : '';
  }
  const items = value as readonly GivenValue[];
  const index = items.findIndex((item) => item.type !== 'string');
  const wrong = items[index]!;
  const which = `; item ${index + 1} is ${show(wrong)} (${wrong.type}, not string)`;
  if (!items.every(isScalar)) return which;
  const list = items
    .slice(0, 10)
    .map((item) => (item.type === 'string' ? written(item) : quote(item)));
  return `${which}: quote what is not text: [${list.join(', ')}${items.length > 10 ? ', …' : ''}]`;
}

function isScalar({ type }: GivenValue): boolean {
  return ['bool', 'integer', 'double', 'string', 'not set', 'byte'].includes(type);
}

function quote(given: GivenValue): string {
  return given.type === 'string' ? show(given) : JSON.stringify(given.text ?? show(given));
}

/** A string as it stands in the list: it may do without quotes. */
function written(given: GivenValue): string {
  return given.text ?? show(given);
}
