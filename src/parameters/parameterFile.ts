import { readFileSync } from 'node:fs';
import { LineCounter, isMap, isScalar, visit, type Document, type Node, type YAMLMap } from 'yaml';
import { VljepaError } from '../errors.js';
import type { GivenValue } from './givenValue.js';
import { parseYaml, yamlValue } from './yamlValue.js';

/** What stands under one `ros__parameters`. */
export interface Section {
  /** The names above it, joined: `/**`, `vljepa`, `/robot1/vljepa`. */
  readonly key: string;
  readonly parameters: YAMLMap;
}

const EXPECTED = 'expected sections such as "/**: {ros__parameters: {…}}"';

/** A ROS parameter file as it is written; every error names the file and the line. */
export class ParameterFile {
  readonly sections: readonly Section[];
  readonly #text: string;
  readonly #lines = new LineCounter();

  /** @throws PARAMETER_FILE where it cannot be read, is not YAML, or is not a parameter file */
  constructor(readonly path: string) {
    this.#text = readText(path);
    const document = parseYaml(this.#text, this.#lines);
    this.#refuseErrors(document);
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === '')) {
      this.sections = [];
      return;
    }
    if (!isMap(contents)) {
      throw this.#error(contents, `this is not a ROS parameter file: ${EXPECTED}`);
    }
    this.sections = this.#sectionsOf(contents, '');
    if (this.sections.length === 0) {
      const keys = contents.items.map(({ key }) => keyText(key)).join(', ');
      throw this.#error(
        contents,
        `this is not a ROS parameter file: ${EXPECTED}, got the keys ${keys}`,
      );
    }
  }

  /** The section's parameters by their full names, in the file's order. */
  valuesOf(section: Section): (readonly [name: string, given: GivenValue])[] {
    return this.#flatten(section.parameters, '');
  }

  #sectionsOf(map: YAMLMap, prefix: string): Section[] {
    return map.items.flatMap(({ key, value }) => {
      const name = keyText(key);
      if (name === 'ros__parameters' && prefix !== '') {
        if (isMap(value)) return [{ key: prefix, parameters: value }];
        if (value === null || (isScalar(value) && value.value === '')) return [];
        throw this.#error(value as Node, 'expected parameters below ros__parameters, got a value');
      }
      const below = prefix === '' ? name : `${prefix}/${name}`;
      if (isMap(value)) return this.#sectionsOf(value, below);
      if (value === null || (isScalar(value) && value.value === '')) return [];
      throw this.#error(
        key as Node,
        `${name} stands outside ros__parameters: ${EXPECTED}, with the parameters in it`,
      );
    });
  }

  #flatten(map: YAMLMap, prefix: string): (readonly [name: string, given: GivenValue])[] {
    return map.items.flatMap(({ key, value }) => {
      const part = keyText(key);
      if (part === '') throw this.#error(map, 'a parameter has no name');
      const name = prefix === '' ? part : `${prefix}.${part}`;
      if (isMap(value)) return this.#flatten(value, name);
      const place = `${this.path}:${this.#line(key as Node)}`;
      return [[name, { ...yamlValue(value as Node | null, this.#text), place }] as const];
    });
  }

  #refuseErrors({ errors, contents }: Document.Parsed): void {
    const [error] = errors;
    if (error) {
      const said = error.message.split('\n')[0]!;
      const key = this.#text.slice(error.pos[0]).split(/[:\n]/, 1)[0]!;
      const what = error.code === 'DUPLICATE_KEY' ? `the key ${key} appears twice` : said;
      throw this.#errorAt(error.pos[0], what);
    }
    visit(contents, {
      Alias: (_, alias) => {
        throw this.#error(
          alias,
          'ROS reads no YAML aliases from parameter files: write the value out instead of naming its anchor',
        );
      },
    });
  }

  #line(node: Node): number {
    return this.#lines.linePos(node.range?.[0] ?? 0).line;
  }

  #error(node: Node, what: string): VljepaError {
    return this.#errorAt(node.range?.[0] ?? 0, what);
  }

  #errorAt(offset: number, what: string): VljepaError {
    const { line } = this.#lines.linePos(offset);
    return new VljepaError('PARAMETER_FILE', `the parameter file ${this.path}:${line}: ${what}`);
  }
}

function keyText(key: unknown): string {
  return isScalar<string>(key) ? (key.value ?? '') : String(key);
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it cannot be read (permission denied)',
};

function readText(path: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    // Windows' line ends.
    return text.replaceAll('\r\n', '\n');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = error instanceof TypeError ? 'it is not UTF-8 text' : REASONS[code ?? ''];
    throw new VljepaError(
      'PARAMETER_FILE',
      `cannot read the parameter file ${path}: ${reason ?? message}`,
      { cause: error },
    );
  }
}
