// The tables of docs/pack-format.md, from schemas/*.schema.json. They read what these two schemas use
// of JSON Schema, and refuse what they would leave out.
import { readFileSync } from 'node:fs';
import { withMarkedPart } from '../markedPart.mjs';

const FILE = 'docs/pack-format.md';
/** The schemas' definition of a path in the pack's folder. */
const PATH = '#/$defs/file';

export function outputs() {
  const parts = ['pack', 'golden'].map((name) => {
    const schema = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
    return document(
      JSON.parse(readFileSync(schema, 'utf8')),
      `${name}.${name === 'pack' ? 'yaml' : 'json'}`,
    );
  });
  return new Map([[FILE, withMarkedPart(FILE, 'fields', `\n${parts.join('')}`)]]);
}

/** One section for the document and one for each object in it, in the order in which they are named. */
function document(schema, name) {
  const sections = [];
  addObject(schema, '', schema.description, `## ${name}`);
  return sections.join('');

  function addObject(object, place, description, heading = `### ${code(place)}`) {
    const fields = Object.entries(object.properties).map(([field, given]) => {
      const value = resolved(given);
      const optional = object.required.includes(field) ? '' : ', optional';
      return { field, value, cells: [`\`${field}\``, `${type(value)}${optional}`, allowed(value)] };
    });
    const rows = fields.map(({ cells, value }) => row([...cells, value.description ?? '']));
    const table = [row(['field', 'type', 'allowed', 'meaning']), '|---|---|---|---|', ...rows];
    sections.push(`${heading}\n\n${description}\n\n${table.join('\n')}\n\n`);
    for (const { field, value } of fields)
      addHeld(value, place === '' ? field : `${place}.${field}`);
  }

  /** Sections for the objects that a value is or holds. */
  function addHeld(value, place) {
    if (value.oneOf !== undefined) {
      for (const one of value.oneOf.map(resolved)) {
        const tag = one.properties[value.discriminator.propertyName].const;
        addObject(one, place, one.description, `### ${code(place)} of type ${code(tag)}`);
      }
    } else if (value.properties !== undefined) {
      addObject(value, place, value.description);
    } else if (value.items !== undefined) {
      const items = resolved(value.items);
      if (items.properties !== undefined) addObject(items, `${place}[]`, value.description);
    } else if (typeof value.additionalProperties === 'object') {
      const each = resolved(value.additionalProperties);
      addObject(each, `${place}.<path>`, each.description);
    }
  }

  /** What a reference stands for; what is written beside it goes before. */
  function resolved(value) {
    if (value.$ref === undefined) return value;
    const { $ref, ...own } = value;
    const isPath = $ref === PATH;
    return {
      ...(isPath && { isPath }),
      ...resolved(schema.$defs[$ref.replace('#/$defs/', '')]),
      ...own,
    };
  }

  function type(value) {
    if (value.isPath) return 'path';
    if (value.const !== undefined) return typeof value.const === 'number' ? 'integer' : 'string';
    if (value.enum !== undefined) return 'string';
    if (value.type === 'array') {
      const items = resolved(value.items);
      return `list of ${type(items)}s`;
    }
    if (value.type === undefined) throw new Error(`expected a type, got ${JSON.stringify(value)}`);
    return value.type;
  }

  function allowed(value) {
    if (value.isPath) return '';
    const limits = [];
    if (value.const !== undefined) limits.push(code(value.const));
    if (value.enum !== undefined) limits.push(value.enum.map(code).join(', '));
    if (value.minimum !== undefined && value.maximum !== undefined) {
      limits.push(`${value.minimum} to ${value.maximum}`);
    } else if (value.minimum !== undefined) {
      limits.push(`at least ${value.minimum}`);
    }
    if (value.exclusiveMinimum !== undefined) limits.push(`more than ${value.exclusiveMinimum}`);
    if (value.type === 'array') limits.push(...lengths(value));
    if (value.minProperties !== undefined) limits.push(`at least ${value.minProperties}`);
    if (value.pattern !== undefined) limits.push(code(value.pattern));
    else if (value.minLength !== undefined) limits.push('not empty');
    return limits.join('; ');
  }

  function lengths({ items, minItems, maxItems }) {
    const each = allowed(resolved(items));
    const length =
      minItems === undefined
        ? []
        : minItems === maxItems
          ? [`${minItems}`]
          : [`at least ${minItems}`];
    return [...length, ...(each === '' ? [] : [`each ${each}`])];
  }
}

const code = (value) => `\`${value}\``;
const row = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
