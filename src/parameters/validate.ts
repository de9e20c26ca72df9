import { VljepaError } from '../errors.js';
import type { ParameterDeclaration, ParameterType, ParameterValue } from './declarations.js';

const TYPE_NAMES: Record<ParameterType, string> = {
  bool: 'true or false',
  integer: 'a whole number',
  double: 'a number',
  string: 'a string',
  string_array: 'a list of strings',
};

/** `4 to 10 Hz` and the like, for messages and tables; empty where every value is allowed. */
export function allowedValues({ range, choices, unit }: ParameterDeclaration): string {
  if (choices) return choices.join(', ');
  if (range) return `${range.min} to ${range.max}${unit === undefined ? '' : ` ${unit}`}`;
  return '';
}

/**
 * Checks a value from a file, a command line or a service call against its declaration.
 *
 * A whole number is taken for a double. Throws PARAMETER_TYPE or PARAMETER_RANGE, naming what was
 * expected and what came.
 */
export function validate(
  name: string,
  declaration: ParameterDeclaration,
  value: unknown,
): ParameterValue {
  if (!hasType(declaration.type, value)) {
    throw new VljepaError(
      'PARAMETER_TYPE',
      `parameter ${name}: expected ${TYPE_NAMES[declaration.type]}, got ${show(value)}`,
    );
  }
  const { range, choices } = declaration;
  const outside = range && typeof value === 'number' && !(value >= range.min && value <= range.max);
  if (outside || (choices && !choices.includes(value as string))) {
    throw new VljepaError(
      'PARAMETER_RANGE',
      `parameter ${name}: expected ${choices ? 'one of ' : ''}${allowedValues(declaration)}, got ${show(value)}`,
    );
  }
  return value;
}

function hasType(type: ParameterType, value: unknown): value is ParameterValue {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'string':
      return typeof value === 'string';
    case 'string_array':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
  }
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}
