import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { VljepaError } from '../errors.js';

/** Parameter values by name, not validated yet. */
export type ParameterOverrides = Map<string, unknown>;

type Tree = Record<string, unknown>;

/**
 * The values that a ROS parameter file holds for one node.
 *
 * Sections are keyed by wildcards (`/**`, `/*`), by the bare node name, or by the fully qualified
 * name (`/robot1/vljepa`, which launch_ros writes; also nested, `robot1: {vljepa: …}`). All that
 * match count, later ones win. A bare name matches in every namespace.
 *
 * @param nodeName fully qualified: `/vljepa`, `/robot1/vljepa`
 * @throws PARAMETER_FILE where the file cannot be read or is no parameter file
 */
export function readParameterFile(path: string, nodeName: string): ParameterOverrides {
  let tree: unknown;
  try {
    // YAML 1.1 as rcl reads it: yes and on are true.
    tree = parse(readFileSync(path, 'utf8'), { version: '1.1' });
  } catch (error) {
    throw new VljepaError(
      'PARAMETER_FILE',
      `cannot read the parameter file ${path}: ${(error as Error).message.split('\n')[0]}`,
      { cause: error },
    );
  }
  if (tree === null || tree === undefined) return new Map();
  if (!isTree(tree)) throw notAParameterFile(path);
  const overrides: ParameterOverrides = new Map();
  let sections = 0;
  for (const [section, parameters] of sectionsOf(tree, '')) {
    sections += 1;
    if (!isTree(parameters)) throw notAParameterFile(path);
    if (matches(section, nodeName)) flatten(parameters, '', overrides);
  }
  if (sections === 0) throw notAParameterFile(path);
  return overrides;
}

/** A `-p name:=value` argument; the value is YAML, as in a parameter file. */
export function parseAssignment(assignment: string): [name: string, value: unknown] {
  const split = assignment.indexOf(':=');
  if (split < 1) {
    throw new VljepaError(
      'PARAMETER_FILE',
      `expected name:=value after -p, got ${JSON.stringify(assignment)}`,
    );
  }
  // `-p vljepa:name:=value` speaks to one node; this process has only one.
  const name = assignment.slice(0, split).split(':').at(-1)!;
  const text = assignment.slice(split + 2);
  return [name, yamlScalar(text)];
}

/** A query such as `what is it: a door?` is a sentence and no YAML map. */
function yamlScalar(text: string): unknown {
  try {
    const value: unknown = parse(text, { version: '1.1' }) ?? '';
    return isTree(value) ? text : value;
  } catch {
    return text;
  }
}

function* sectionsOf(
  tree: Tree,
  prefix: string,
): Generator<[section: string, parameters: unknown]> {
  for (const [key, value] of Object.entries(tree)) {
    const name = prefix === '' ? key : `${prefix}/${key}`;
    if (!isTree(value)) continue;
    if ('ros__parameters' in value) yield [name, value['ros__parameters'] ?? {}];
    else yield* sectionsOf(value, name);
  }
}

function matches(section: string, nodeName: string): boolean {
  if (!section.includes('/') && !section.includes('*')) return nodeName.endsWith(`/${section}`);
  const absolute = section.startsWith('/') ? section : `/${section}`;
  const pattern = absolute
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('/**', '(/\u0000)\u0001')
    .replaceAll('/*', '(/\u0000)')
    .replaceAll('\u0000', '[A-Za-z0-9_]+')
    .replaceAll('\u0001', '*');
  return new RegExp(`^${pattern}$`).test(nodeName);
}

function flatten(tree: Tree, prefix: string, into: ParameterOverrides): void {
  for (const [key, value] of Object.entries(tree)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (isTree(value)) flatten(value, name, into);
    else into.set(name, value);
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notAParameterFile(path: string): VljepaError {
  return new VljepaError(
    'PARAMETER_FILE',
    `${path} is no ROS parameter file: expected sections such as "/**: {ros__parameters: {…}}"`,
  );
}
