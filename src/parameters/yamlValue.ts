import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type LineCounter,
  type Node,
} from 'yaml';
import { givenList, type GivenValue } from './givenValue.js';

/**
 * Parses YAML without giving scalars a type: `yes` stays text until {@link yamlValue} reads it as rcl
 * does.
 */
export function parseYaml(text: string, lineCounter?: LineCounter): Document.Parsed {
  const options = { schema: 'failsafe', logLevel: 'error', prettyErrors: false } as const;
  return parseDocument(text, lineCounter ? { ...options, lineCounter } : options);
}

/**
 * A node's value with the type that rcl's parser gives it (rcl_yaml_param_parser, get_value): YAML 1.1's
 * booleans, C's integers and doubles, all else strings. Only where YAML says "nothing" (`~`, `null`)
 * this differs: rcl takes the word itself.
 *
 * @param source the YAML text, from which messages quote
 */
export function yamlValue(node: Node | null, source: string): GivenValue {
  if (isSeq<Node | null>(node)) {
    const items = node.items.map((item) => yamlValue(item, source));
    return { ...givenList(items), text: `[${items.map(({ text }) => text).join(', ')}]` };
  }
  const written = node?.range ? source.slice(node.range[0], node.range[1]) : '';
  const text = written.trim().replaceAll(/\s*\n\s*/g, ' ');
  if (isMap(node)) return { type: 'map', value: undefined, text };
  if (!isScalar(node)) return { type: 'not set', value: undefined, text };
  const value = String(node.value);
  const quoted = node.type?.startsWith('QUOTE') || node.tag === STRING_TAG;
  return quoted ? { type: 'string', value, text } : { ...plainValue(value), text };
}

const STRING_TAG = 'tag:yaml.org,2002:str';
const TRUE = /^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NOTHING = /^(~|null|Null|NULL|)$/;
const INFINITE = /^([-+]?)\.?inf(inity)?$/i;
const NOT_A_NUMBER = /^[-+]?\.?nan$/i;
/** What strtol(text, 0) reads to its end. */
const INTEGER = /^[-+]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;
/** What strtod reads to its end, without hexadecimal fractions. */
const DECIMAL = /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/;

/** Text that stands without quotes. */
export function plainValue(text: string): GivenValue {
  if (TRUE.test(text)) return { type: 'bool', value: true };
  if (FALSE.test(text)) return { type: 'bool', value: false };
  if (NOTHING.test(text)) return { type: 'not set', value: undefined };
  if (INTEGER.test(text)) {
    const integer = readInteger(text);
    if (BigInt.asIntN(64, integer) === integer) return { type: 'integer', value: integer };
    return { type: 'double', value: Number(integer) };
  }
  const infinite = INFINITE.exec(text);
  if (infinite) return { type: 'double', value: infinite[1] === '-' ? -Infinity : Infinity };
  if (NOT_A_NUMBER.test(text)) return { type: 'double', value: NaN };
  if (DECIMAL.test(text)) {
    const double = Number(text);
    // strtod reports an error where the number does not fit, and rcl takes the text.
    const fits = Number.isFinite(double) && (double !== 0 || !/[1-9]/.test(text.split(/e/i)[0]!));
    if (fits) return { type: 'double', value: double };
  }
  return { type: 'string', value: text };
}

function readInteger(text: string): bigint {
  const digits = text.replace(/^[-+]/, '');
  const octal = /^0[0-7]+$/.test(digits);
  const size = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return text.startsWith('-') ? -size : size;
}
