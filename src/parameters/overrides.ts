import { isMap } from 'yaml';
import { VljepaError } from '../errors.js';
import type { GivenValue } from './givenValue.js';
import { ParameterFile } from './parameterFile.js';
import { matchesNode } from './sections.js';
import { parseYaml, yamlValue } from './yamlValue.js';

/** Parameter values by name, not validated yet. */
export type ParameterOverrides = Map<string, GivenValue>;

/**
 * The values that a ROS parameter file holds for one node.
 *
 * Sections are keyed by wildcards (`/**`, `/*`), by the bare node name, or by the fully qualified
 * name (`/robot1/vljepa`, which launch_ros writes; also nested, `robot1: {vljepa: …}`). All that
 * match count, later ones win. A bare name matches in every namespace.
 *
 * @param nodeName fully qualified: `/vljepa`, `/robot1/vljepa`
 * @param warn called about a file that holds nothing for this node
 * @throws PARAMETER_FILE where the file cannot be read or is not a parameter file
 */
export function readParameterFile(
  path: string,
  nodeName: string,
  warn: (message: string) => void = () => {},
): ParameterOverrides {
  const file = new ParameterFile(path);
  const matching = file.sections.filter(({ key }) => matchesNode(key, nodeName));
  if (file.sections.length === 0) warn(`${path} is empty: it sets no parameters`);
  else if (matching.length === 0) {
    const keys = file.sections.map(({ key }) => key).join(', ');
    warn(
      `${path} has sections for ${keys}, but none for ${nodeName}: key its section ${nodeName} or /**`,
    );
  }
  return new Map(matching.flatMap((section) => file.valuesOf(section)));
}

/** A `-p` argument; the value is YAML, as in a parameter file. */
export interface Assignment {
  /** The node that it addresses, as in `-p camera:rate:=5`; undefined where it addresses all nodes. */
  readonly node?: string;
  readonly name: string;
  readonly given: GivenValue;
}

/** @throws PARAMETER_FILE where it is not of the form `name:=value` */
export function parseAssignment(assignment: string): Assignment {
  const split = assignment.indexOf(':=');
  const left = assignment.slice(0, Math.max(0, split));
  const colon = left.lastIndexOf(':');
  const name = left.slice(colon + 1);
  if (name === '') {
    throw new VljepaError(
      'PARAMETER_FILE',
      `expected name:=value after -p, got ${JSON.stringify(assignment)}`,
    );
  }
  const given = { ...argumentValue(assignment.slice(split + 2)), place: `-p ${name}` };
  return colon < 0 ? { name, given } : { node: left.slice(0, colon), name, given };
}

/** A query such as `what is it: a door?` is a sentence, not a YAML map. */
function argumentValue(text: string): GivenValue {
  const { errors, contents } = parseYaml(text);
  if (errors.length > 0 || contents === null || isMap(contents) || text.trim() === '')
    return { type: 'string', value: text };
  return yamlValue(contents, text);
}
