import { stringify } from 'yaml';
import { parameterDeclarations, type ParameterDeclaration } from './declarations.js';
import { allowedValues } from './validate.js';

const COMMENT_WIDTH = 96;

/** `config/perception.yaml`: every parameter with its default and its description as a comment. */
export function parameterFile(): string {
  const lines = [
    '# Every parameter of the node with its default. Copy what you change.',
    '#   ros2 launch vljepa perception.launch.py params_file:=my_robot.yaml',
    '# Sections may be keyed /**, by node name or by fully qualified name (/robot1/vljepa).',
    '/**:',
    '  ros__parameters:',
  ];
  let open: readonly string[] = [];
  for (const declaration of parameterDeclarations) {
    const [section] = declaration.name.split('.');
    const one = section === 'watches' ? 'watch' : 'camera';
    const path = declaration.name.replace('<name>', one).split('.');
    const parents = path.slice(0, -1);
    parents.forEach((parent, depth) => {
      if (open.slice(0, depth + 1).join('.') === parents.slice(0, depth + 1).join('.')) return;
      lines.push(`${indent(depth)}${parent}:`);
      if (depth === 1)
        lines.push(`${indent(2)}# One such block for each ${one}; its name is yours to choose.`);
    });
    open = parents;
    lines.push(...comment(describe(declaration), indent(parents.length)));
    const shown =
      declaration.name === 'cameras.<name>.topic' ? '/camera/image_raw' : declaration.default;
    const value = stringify(shown, { defaultStringType: 'QUOTE_DOUBLE' }).trim();
    const number = declaration.type === 'double' && !value.includes('.') ? `${value}.0` : value;
    lines.push(`${indent(parents.length)}${path.at(-1)}: ${number}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The table of docs/parameters.md, in Markdown. */
export function parameterTable(): string {
  const rows = parameterDeclarations.map((declaration) => {
    const { name, type, change, description } = declaration;
    const value = `\`${JSON.stringify(declaration.default)}\``;
    const cells = [`\`${name}\``, type, value, allowedValues(declaration), change, description];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    '| parameter | type | default | allowed | change | what |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function indent(depth: number): string {
  return '  '.repeat(depth + 2);
}

function describe(declaration: ParameterDeclaration): string {
  const allowed = allowedValues(declaration);
  const change = declaration.change === 'live' ? 'Live.' : 'Read when configured.';
  return `${declaration.description}${allowed === '' ? '' : ` Allowed: ${allowed}.`} ${change}`;
}

function comment(text: string, margin: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && margin.length + line.length + word.length + 3 > COMMENT_WIDTH) {
      lines.push(`${margin}# ${line}`);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, `${margin}# ${line}`];
}
