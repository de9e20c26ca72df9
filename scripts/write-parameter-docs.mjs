// Writes config/perception.yaml and the table of docs/parameters.md from the declarations in
// src/parameters/declarations.ts. A test fails when they differ: run `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { parameterFile, parameterTable } from '../dist/src/parameters/document.js';

const BEGIN = '<!-- parameters: npm run docs -->\n';
const END = '<!-- end of parameters -->';

writeFileSync(new URL('../config/perception.yaml', import.meta.url), parameterFile());
const readme = new URL('../docs/parameters.md', import.meta.url);
const text = readFileSync(readme, 'utf8');
const [before, rest] = text.split(BEGIN);
const after = rest.slice(rest.indexOf(END));
writeFileSync(readme, `${before}${BEGIN}${parameterTable()}${after}`);
